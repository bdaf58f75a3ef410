/**
 * Mailboxes: processes of this node. Read {@link io.settee.process.Mailbox} first, then {@code LocalProcess} for how signals are met, and {@link
 * io.settee.process.ProcessStart} for processes whose body is Java code. Of
 * its parts {@code Links}, {@code Monitors} and {@code Aliases} are pure state, and {@code Linking} and {@code Monitoring} do what follows from it;
 * {@code Inbox} is for receiving, {@code Outgoing} for sending without waiting, {@code Pump} for handlers and {@code Quota} for bounds, {@code Trace} for the tokens of sequential tracing.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>An exit signal ends a mailbox unless it traps exits, as on the BEAM; JInterface throws from receive and lets the mailbox live on, so that
 *       the other side's view and ours differ.
 *   <li>A handler that throws ends its mailbox, as an error ends an Erlang process, so that those linked to it learn of it; a log line alone
 *       would leave them waiting.
 *   <li>The reason that others see of it has the exception and the innermost calls, as Erlang's errors have: an operator's shell shows where it failed.
 *   <li>A full mailbox stops the reading of whole connections, since one ordered stream carries the messages of all; what was read before is
 *       queued beyond the bound and not dropped.
 *   <li>A link or monitor is of one route: what comes by another one, even in the name of the same process, cannot fire it.
 *   <li>What is sent without waiting has a queue for each node, not for the mailbox: a peer that takes seconds to reach holds up nothing for the
 *       others. Whoever sends and waits does so behind that queue, so the order is one whatever the method.
 *   <li>A mailbox is never collected while it is open: forgetting the variable does not close it, as it would in JInterface.
 * </ul>
 */
@NullMarked
package io.settee.process;

import org.jspecify.annotations.NullMarked;
