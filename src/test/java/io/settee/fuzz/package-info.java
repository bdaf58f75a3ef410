/**
 * The hostile run, {@code test-cluster/fuzz}: whoever reads bytes of unknown origin is fed with what nobody meant.
 *
 * <p>A {@link io.settee.fuzz.FuzzTarget} is one such reader; each stands in the test sources of its reader's package. Three things run them:
 * {@link io.settee.fuzz.FuzzTargetsTest} with the seeds and simple mutations of them, in milliseconds, among the unit tests;
 * {@link io.settee.fuzz.FuzzRun} under Jazzer, which looks for inputs that reach new code, for as long as it is told; and whoever has found
 * something replays it with {@code FuzzRun --replay}. {@link io.settee.fuzz.HostileRun} throws the like at a live node, over TCP.
 *
 * <p>The corpus is code: seeds are made by our own writers and by {@code erl} (the golden terms), so that every byte has an origin.
 */
@NullMarked
package io.settee.fuzz;

import org.jspecify.annotations.NullMarked;
