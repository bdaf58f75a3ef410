/**
 * One live link to one peer. Read {@link io.settee.connection.Connection} first, then {@code SetupHandler} for how one comes to be.
 *
 * <p>A channel goes through two handlers: {@code SetupHandler} drives the handshake's machine and ends by putting a {@code LiveHandler}
 * in its own place, which carries signals until the end. What the connection is for is not known here: everything that concerns other
 * connections or processes is asked of, and told to, a {@link io.settee.connection.ConnectionOwner}.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A received tick is answered only if nothing was written since the packet before it. A BEAM with a shorter net_ticktime
 *       than ours then still sees life, and two Settee nodes do not answer each other's ticks for ever.
 *   <li>Any received byte counts as life. The BEAM counts whole packets; but its own ticks wait behind its data, so it would be wrong
 *       to cut one that is busy sending us something big.
 *   <li>An unknown control message is logged and ignored, where the BEAM closes the connection: a newer OTP may send one, and losing the node
 *       for it helps nobody.
 * </ul>
 */
@NullMarked
package io.settee.connection;

import org.jspecify.annotations.NullMarked;
