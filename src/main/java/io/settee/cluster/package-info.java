/**
 * What members of a cluster expect of each other beyond messages: visible nodes and {@code global}, the mesh, global names, and process groups
 * ({@code pg}). Read {@code Pg} and {@code Global} first.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A visible node is no party to {@code global}, but answers so that nobody waits for it ({@code GlobalNameServer}). As a party it would have a say in the lock of
 *       the whole cluster, and a single cut of its connections would have {@code prevent_overlapping_partitions} throw it, or healthy nodes, out.
 *   <li>Global names are registered by {@code global:register_name/3} on a member and not by {@code register_name_external/2}: that one links the member's name server
 *       to the process, which would then end with the member; both have every member monitor it (OTP 25 to 29, {@code global.erl}).
 *   <li>{@code Pg} says {@code {discover, Pid}} and no version, in all releases, and only over visible connections, as BEAM nodes do.
 *   <li>{@code Mesh} asks every few seconds, since {@code global} tells its parties only of new members.
 * </ul>
 *
 * <p>Sources: OTP kernel, {@code global} and {@code pg}.
 */
@NullMarked
package io.settee.cluster;

import org.jspecify.annotations.NullMarked;
