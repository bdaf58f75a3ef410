/**
 * The commands of {@code settee}, by picocli. Read {@link io.settee.cli.Main} first; each command is a class.
 *
 * <p>Exit statuses: 0 done, 1 it failed, 2 the command line cannot be understood; {@code check} has more of them.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>A command throws what goes wrong: {@code Main} prints the message of anything a user can cause, and the stack trace of what
 *       only a mistake of ours can cause.
 *   <li>{@code --help}, {@code --version} and {@code --debug} are inherited, so that they may stand behind the command's name.
 * </ul>
 */
@NullMarked
package io.settee.cli;

import org.jspecify.annotations.NullMarked;
