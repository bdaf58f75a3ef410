/** A node's counters as Micrometer meters. Only this package needs {@code micrometer-core}, which users bring themselves. */
@NullMarked
package io.settee.metrics;

import org.jspecify.annotations.NullMarked;
