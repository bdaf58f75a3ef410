/**
 * How two nodes introduce themselves and prove that they share a cookie. No sockets, clocks or threads: bytes go in, actions come
 * out, and {@code connection} carries them out. Read {@link io.settee.handshake.Initiator} first, then
 * {@link io.settee.handshake.Acceptor}; their class comments hold the two drawings.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Handshake".
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>The length in front of a message is not read here: it has 2 bytes on TCP and 4 inside TLS, and only the connection knows
 *       which.
 *   <li>The reader has two entries, one for each side, because {@code N}, {@code n} and {@code s} mean different messages in the
 *       two directions.
 *   <li>We always send the {@code N} form. The {@code n} form is read from initiators, because OTP 23 and 24 send it when they
 *       dial without EPMD; as an answer to us it can only come from a node too old to talk to.
 *   <li>The verdict about a newcomer is not ours: the machine pauses after {@link io.settee.handshake.Action.Admit}. Only the node
 *       knows which other connections exist.
 *   <li>An acceptor that replaces a connection drops the old one after the new one has proved the cookie. Otherwise anyone who
 *       reaches the port could cut connections by claiming names.
 *   <li>An acceptor that gives a name sets {@code NAME_ME} in its own challenge, in place of {@code PUBLISHED}. No text says so, but a
 *       BEAM drops the connection otherwise.
 *   <li>Names stay Latin-1 text until they are known to be node names: that reading cannot fail, and no BEAM has other names.
 * </ul>
 */
@NullMarked
package io.settee.handshake;

import org.jspecify.annotations.NullMarked;
