/**
 * Tells what a node would do with its settings, what is wrong with them, and at which step a connection to a peer fails.
 *
 * <p>Read {@link io.settee.check.Checkup} first: it reads a {@code vm.args} and makes a {@link io.settee.check.Report}, which is a value
 * that others print.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Nothing is done twice: settings are read by {@code config}, files by {@code carrier}, EPMD is asked by {@code epmd}, and the dial is that of
 *       an {@code ErlangNode}. What is here puts them one behind the other and looks at what they say.
 *   <li>A checkup dials without a name of its own and is given one by the peer: the name in the {@code vm.args} may belong to a node that is
 *       running, whose connections must stay as they are.
 *   <li>What answers at a port is asked in plain, whatever carrier is meant: a TLS listener gives itself away by an alert at once, while a
 *       plain one that is spoken to in TLS is silent for ever.
 * </ul>
 */
@NullMarked
package io.settee.check;

import org.jspecify.annotations.NullMarked;
