/**
 * The node: its peers, its names, its identifiers, and the way of a signal to its recipient. Read {@link io.settee.node.Node} first, then
 * {@link io.settee.node.Routes} for the ways to others, {@code Peers} and {@code Contacts} for connections, and {@code SignalRouter} for signals.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A sender waits for the connection instead of leaving its signal in a queue: the order between two processes then holds without
 *       further ado, also while a connection comes up, and a failure is told to the one it concerns.
 *   <li>A name that a peer gives us goes with the connection to that peer, as on the BEAM, and all connections and mailboxes with it: pids that carry
 *       it would be another node's as soon as the giver's pool hands it out again.
 *   <li>Readers that are woken together are woken by a virtual thread, not by the event loop that has their messages ({@code Wakeups}): to wake them
 *       one by one from outside costs a thread switch each.
 * </ul>
 */
@NullMarked
package io.settee.node;

import org.jspecify.annotations.NullMarked;
