/**
 * Erlang's I/O protocol: group leaders of this node, for the output of what runs elsewhere, and output to group leaders elsewhere. Read
 * {@code GroupLeader} first.
 *
 * <p>Source: OTP stdlib, "The Erlang I/O Protocol".
 */
@NullMarked
package io.settee.io;

import org.jspecify.annotations.NullMarked;
