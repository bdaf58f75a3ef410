/**
 * Looks at a whole cluster from one of its nodes: who is connected to whom, over TLS or not, and what of that is not as it should be. Read
 * {@link io.settee.audit.Surveyor} first; {@link io.settee.audit.Audit} judges what it brings.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>What carries a connection is measured on the BEAM itself, at both ends, and not concluded from flags: {@code node.erl} beside these
 *       classes is what each node evaluates, in one call. Flags are read as well, as the policy that the measured links are held against.
 *   <li>A node tells of the certificate that its peer has shown. So a node that cannot be asked (not a BEAM, another cookie) has a
 *       carrier, a cipher and a certificate all the same, by what its peers tell.
 *   <li>Nodes are dialled by us, by the rule of our own settings. One that this does not reach is asked by way of a member that is connected to
 *       it, and the survey says so.
 *   <li>Names, subjects and flags come from the nodes and may hold anything; who shows them escapes them.
 * </ul>
 */
@NullMarked
package io.settee.audit;

import org.jspecify.annotations.NullMarked;
