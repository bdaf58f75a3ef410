/**
 * How bytes reach one peer: plain TCP or TLS, which of them for whom, and one listening port for both.
 *
 * <p>Read {@link io.settee.carrier.Carrier} first, then {@link io.settee.carrier.Carriers}, which picks among them. Nothing here
 * knows what the bytes mean.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>TLS is the JDK's (JSSE), and BoringSSL's where {@link io.settee.carrier.TlsEngine} allows it: on TLS 1.3 only, since on 1.2 a
 *       BEAM renegotiates after 2^28 records and BoringSSL refuses that. Who listens looks at the ClientHello first
 *       ({@link io.settee.carrier.VersionSniffer}); who dials cannot know what the peer will choose, so it must allow nothing but 1.3.
 *       {@link io.settee.carrier.OpenSslLimits} lists what else the JDK keeps and BoringSSL does not.
 *   <li>BoringSSL answers key updates and begins none, whatever it has sent; JSSE begins one after 128 GiB and a BEAM
 *       after 360 GB of its own bytes.
 *   <li>No SNI is sent for an IP address, although OTP sends one: RFC 6066 forbids it and no OTP server needs it.
 *   <li>A client resumes a TLS session only if its options say so: each connection verifies the peer's certificate anew. With a BEAM it
 *       does so on TLS 1.3, if the BEAM's server options have {@code session_tickets}. On 1.2 it never does: OTP has no extended master
 *       secret, without which JSSE resumes nothing. A BEAM's client resumes nothing with us: it names no psk_key_exchange_modes before it
 *       has a ticket, and without them RFC 8446 (section 4.2.9) forbids a server to send one. {@code ResumptionErlIT} shows all four.
 *   <li>A BEAM that dials a node whose name has an IPv6 literal in it sends the literal as SNI, and JSSE ends that handshake unless a
 *       system property of the whole process says otherwise. We warn and name the property rather than set it: it is not ours alone.
 *   <li>The shared event loops look for more for a while before they sleep ({@code BusyWait}), which a BEAM does, too. With it one caller makes up to
 *       twice as many calls, and four of them as well; on two cores a loop that does not yield meanwhile gains half of that.
 *   <li>{@link io.settee.carrier.TcpCarrier} looks at the first bytes that it receives. It is the only place that can tell a
 *       person that the other side speaks TLS; afterwards it leaves the pipeline.
 * </ul>
 */
@NullMarked
package io.settee.carrier;

import org.jspecify.annotations.NullMarked;
