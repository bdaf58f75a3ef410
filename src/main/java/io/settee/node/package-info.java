/**
 * The node: its peers, its names, its identifiers, and the way of a signal to its recipient. Read {@link io.settee.node.Node} first, then
 * {@code Peers} for connections and {@code SignalRouter} for signals.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A sender waits for the connection instead of leaving its signal in a queue: the order between two processes then holds without
 *       further ado, also while a connection comes up, and a failure is told to the one it concerns.
 *   <li>A name that a peer gives us is kept when the connection to that peer ends. The BEAM drops it then; but pids of ours may still be held elsewhere.
 * </ul>
 */
@NullMarked
package io.settee.node;

import org.jspecify.annotations.NullMarked;
