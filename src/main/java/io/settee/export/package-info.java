/**
 * Java functions that Erlang may call as {@code module:function/arity}: by {@code rpc}, {@code erpc}, {@code spawn} and the {@code rex} box. Nothing is
 * exported by itself. And the names that nodes of Erlang expect on each other: {@code rex}, {@code init}, {@code user}, {@code logger}. Read
 * {@link io.settee.export.Exports} first, then {@code Exporter} and {@code Execution}.
 *
 * <h2>What the caller gets</h2>
 * <table>
 *   <caption>Outcomes</caption>
 *   <tr><th>the function</th><th>{@code erpc:call}</th><th>{@code rpc:call}, {@code rex}</th><th>a spawned process exits with</th></tr>
 *   <tr><td>returns V</td><td>V</td><td>V</td><td>{@code normal}</td></tr>
 *   <tr><td>throws {@code ErlangThrow(T)}</td><td>{@code throw:T}</td><td>T</td><td>{@code {{nocatch, T}, []}}</td></tr>
 *   <tr><td>throws {@code ProcessExit(R)}</td><td>{@code exit:{exception, R}}</td><td>{@code {badrpc, {'EXIT', R}}}</td><td>R</td></tr>
 *   <tr><td>throws {@code ErlangError(R)}</td><td>{@code error:{exception, R, Stack}}</td><td>{@code {badrpc, {'EXIT', {R, Stack}}}}</td>
 *       <td>{@code {R, Stack}}</td></tr>
 *   <tr><td>throws anything else</td><td colspan="3">the same, R being {@link io.settee.process.Crash#error}</td></tr>
 *   <tr><td>is not exported</td><td colspan="3">the same, with {@code undef} and {@code [{M, F, Args, []}]}</td></tr>
 *   <tr><td>is refused</td><td>{@code error:{erpc, {refused, Text}}}</td><td>{@code {badrpc, {'EXIT', {refused, Text}}}}</td>
 *       <td>{@code {refused, Text}}</td></tr>
 *   <tr><td>is one too many</td><td>{@code error:{erpc, system_limit}}</td><td>{@code {badrpc, {'EXIT', system_limit}}}</td><td>not spawned</td></tr>
 *   <tr><td>is ended by a signal R</td><td>{@code exit:{signal, R}}</td><td>{@code {badrpc, {'EXIT', R}}}</td><td>R</td></tr>
 * </table>
 *
 * <p>Sources: OTP {@code erpc}, {@code rpc}; OTP "Distribution Protocol", {@code SPAWN_REQUEST}.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Every call runs on a virtual thread of its own and none on the event loop that has read it, not even one that can only fail: there is one
 *       path, and the limits hold for all of it.
 *   <li>Who may call is decided by the node that the connection belongs to, which its handshake has proved. A pid in a message proves nothing, and what
 *       {@code rex} passes on remains its sender's.
 *   <li>The {@code rex} box has its calls made by processes that it spawns and monitors by our own spawn requests, as OTP's does; so the answer to a
 *       call that is killed comes at once, even if the Java function does not notice.
 *   <li>The functions that stop a node exist on every node that exports anything, to refuse with a sentence; {@code undef} would not tell an
 *       operator why.
 *   <li>{@code global:resolve_it/4} exists on every node that exports anything or has registered a global name ({@code NameConflict}): without an answer a
 *       name that two halves of a cluster have given away is taken from our process, and nobody tells it.
 *   <li>Names that nobody here serves have no process, so that who monitors them or calls them is told {@code noproc} at once.
 *   <li>A function whose caller has gone runs to its end, as on a BEAM: only an exit signal to its own process interrupts it.
 * </ul>
 */
@NullMarked
package io.settee.export;

import org.jspecify.annotations.NullMarked;
