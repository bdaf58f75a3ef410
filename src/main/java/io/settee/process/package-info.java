/**
 * Mailboxes: processes of this node. Read {@link io.settee.process.Mailbox} first, then {@code LocalProcess} for how signals are met, {@code Links} for
 * the link protocol and {@code Inbox} for receiving.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>An exit signal ends a mailbox unless it traps exits, as on the BEAM; JInterface throws from receive and lets the mailbox live on, so that
 *       the other side's view and ours differ.
 *   <li>A mailbox is never collected while it is open: forgetting the variable does not close it, as it would in JInterface.
 * </ul>
 */
@NullMarked
package io.settee.process;

import org.jspecify.annotations.NullMarked;
