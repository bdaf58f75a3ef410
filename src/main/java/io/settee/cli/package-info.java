/**
 * The commands of {@code settee}, by picocli. Read {@link io.settee.cli.Main} first; each command is a class.
 *
 * <p>Exit statuses: {@link io.settee.cli.ExitStatus}; {@code check} has its own. How a command's node gets into a cluster:
 * {@link io.settee.cli.NodeSettings}.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A command throws what goes wrong: {@code Main} prints the message of anything a user can cause, and the stack trace of what
 *       only a mistake of ours can cause.
 *   <li>A node that cannot be reached is dialled once more by {@code check}, step by step: a second dial costs less than a guess.
 *   <li>{@code --help}, {@code --version} and {@code --debug} are inherited, so that they may stand behind the command's name.
 * </ul>
 */
@NullMarked
package io.settee.cli;

import org.jspecify.annotations.NullMarked;
