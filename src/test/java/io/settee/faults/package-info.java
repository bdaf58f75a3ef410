/**
 * The fault run, {@code test-cluster/faults}: a node of ours and up to twenty real ones that come and go, on two hosts of their own (network
 * namespaces), while connections are cut in every way and traffic with sequence numbers flows both ways.
 *
 * <p>{@link io.settee.faults.FaultRun} makes the {@link io.settee.faults.Hosts} and starts {@link io.settee.faults.FaultWorker} on one of them.
 * That carries out a {@link io.settee.faults.FaultPlan} on its {@link io.settee.faults.Peer}s. A {@link io.settee.faults.Ledger} knows, for each
 * direction, what was sent, what came, and which loss was reported; a {@link io.settee.faults.Watch} counts how often links and monitors fire.
 */
@NullMarked
package io.settee.faults;

import org.jspecify.annotations.NullMarked;
