/**
 * The screens of {@code settee remsh}: a terminal, by JLine, and the standard streams. The only package that knows JLine.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>One thread owns the keyboard: it edits lines, and between them it looks for Ctrl-C and Ctrl-G and keeps what is typed ahead.
 *   <li>The terminal is raw from the beginning to the end, and Ctrl-C is a character: a terminal that is switched for each line, or makes a signal,
 *       drops what was typed ahead.
 * </ul>
 */
@NullMarked
package io.settee.cli.terminal;

import org.jspecify.annotations.NullMarked;
