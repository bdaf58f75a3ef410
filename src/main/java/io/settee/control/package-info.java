/**
 * What nodes tell each other once connected: signals as records, and the packets they travel in. Read
 * {@link io.settee.control.Signal} first.
 *
 * <p>Sources: OTP "Distribution Protocol", sections "Protocol between Connected Nodes" and "New Ctrlmessages for …"; OTP "External
 * Term Format", sections "Distribution Header" and "Distribution Header for fragmented messages".
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A signal has its meaning, not its spelling: one record for the up to four control messages that say the same with and
 *       without token or payload. The writer picks the spelling by the flags that both sides agreed on; the reader takes
 *       all, since a BEAM itself sends old ones early on a connection.
 *   <li>A BEAM's atom cache gives an entry away when another atom wants its place, so it must be filled in the order of the wire. Ours never
 *       does, for as long as a connection lives, and encoding can stay on the senders' threads
 *       ({@link io.settee.codec.SentAtoms}). The price is that an atom has to come a few times before it gets an entry.
 *   <li>A second first fragment for an open sequence replaces it, where a BEAM closes the connection: BEAMs before erts 12.3.2
 *       abandon a sequence when its sender dies (erlang/otp#5876).
 *   <li>Bytes behind the last term of a packet are ignored, as the BEAM ignores them.
 * </ul>
 */
@NullMarked
package io.settee.control;

import org.jspecify.annotations.NullMarked;
