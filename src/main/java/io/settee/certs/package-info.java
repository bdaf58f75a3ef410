/**
 * Makes a cluster's CA and the certificates of its nodes, with no other tool: {@link io.settee.certs.CertificateMaker} writes folders
 * that a BEAM node and Settee can use as they are, {@link io.settee.certs.AuthorityFolder} takes certificates back,
 * {@link io.settee.certs.CertificateAuthority} is the same in memory, and {@link io.settee.certs.PemDescription} reads what others have made.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A host that is an IP address is written as dNSName <em>and</em> iPAddress: OTP 25 looks for the first, OTP 26 and newer for
 *       the second.
 *   <li>One certificate serves both roles. A node accepts and makes connections, and OTP checks the purpose (extendedKeyUsage) of both.
 *   <li>The CA's private key has a folder of its own, which is to leave the machine: no node ever needs it.
 *   <li>EC P-256 unless another kind is asked for: understood by all OTP releases from 23 on, and quick to make.
 *   <li>There is no database of what was issued. A revocation list carries its own history, and a certificate is revoked by its file.
 * </ul>
 */
@NullMarked
package io.settee.certs;

import org.jspecify.annotations.NullMarked;
