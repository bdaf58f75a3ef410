/**
 * Processes in Java that look to Erlang like its own: a body on a virtual thread, {@code gen_server}, supervisors, and the {@code sys} messages that
 * operators send to them. Read {@code GenServer} first.
 *
 * <p>Sources: OTP stdlib, {@code gen_server}, {@code sys}, {@code proc_lib}, {@code supervisor}.
 */
@NullMarked
package io.settee.behaviour;

import org.jspecify.annotations.NullMarked;
