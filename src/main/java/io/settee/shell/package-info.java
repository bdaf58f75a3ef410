/**
 * A shell on another node, without its terminal: a session, the guard of the node, completion. Read {@code ShellSession} first.
 *
 * <p>Source: OTP {@code shell.erl}, {@code group.erl}; Elixir {@code IEx.Server}; OTP stdlib, "The Erlang I/O Protocol".
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>The shell runs on the other node, and its group leader is a process of ours, as with {@code erl -remsh}: the protocol between them is
 *       documented, lines are edited here, and what is typed can be looked at before it is evaluated.
 *   <li>The shell's own read is never answered with {@code eof}: OTP 25 halts its node then. Whoever leaves kills the shell.
 *   <li>An interrupt is sent only while something is evaluated. One that is sent at the prompt would end the next command.
 *   <li>The guard is against slips, not against intent: {@code apply(init, stop, [])} passes.
 * </ul>
 */
@NullMarked
package io.settee.shell;

import org.jspecify.annotations.NullMarked;
