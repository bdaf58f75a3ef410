/**
 * Certificates and private keys as operators have them: {@link io.settee.x509.PemFiles} reads files, {@link io.settee.x509.DerValues} what
 * stands in an option file itself, and {@link io.settee.x509.CertificateHosts} tells for which hosts a certificate is.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>The host in a certificate is looked for here and not by JSSE: OTP 25 wants an IP address as dNSName, OTP 26 and newer and JSSE as
 *       iPAddress, and we accept both.
 *   <li>BouncyCastle parses, the JDK's own key factories and certificate factories make the objects: JSSE is fastest with its own.
 *   <li>{@link io.settee.x509.QuickP256} is for the command line alone: commands end before the JDK's arithmetic has become fast, and the
 *       agent, which stays, dials once for each of them.
 * </ul>
 */
@NullMarked
package io.settee.x509;

import org.jspecify.annotations.NullMarked;
