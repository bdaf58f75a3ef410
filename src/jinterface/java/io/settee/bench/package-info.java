/** Benchmarks beside JInterface. */
@NullMarked
package io.settee.bench;

import org.jspecify.annotations.NullMarked;
