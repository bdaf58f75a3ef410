/** Benchmarks beside JInterface, and what idle things cost. */
@NullMarked
package io.settee.bench;

import org.jspecify.annotations.NullMarked;
