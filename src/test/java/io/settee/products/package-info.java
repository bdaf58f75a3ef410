/**
 * Nodes of ours among those of products: clusters of RabbitMQ and ejabberd that feel well by their own checks, and callers written in Elixir. All three are
 * unpacked by {@code test-cluster/erlang products}.
 */
@NullMarked
package io.settee.products;

import org.jspecify.annotations.NullMarked;
