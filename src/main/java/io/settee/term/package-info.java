/**
 * Erlang terms as immutable values, their order, their text and patterns over them. Read {@link io.settee.term.Term} first.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>{@code Int} is two records and not one: nearly every integer fits a {@code long}, and {@code case Int.Small(long n)} is
 *       what a caller wants to write.
 *   <li>Proper and improper lists are two types: code that takes a list can then forget tails.
 *   <li>A decoded {@code STRING_EXT} is an ordinary list of integers; {@link io.settee.term.TermList#chars} gives the text.
 *   <li>Maps are sorted, see {@link io.settee.term.TermMap}.
 * </ul>
 */
@NullMarked
package io.settee.term;

import org.jspecify.annotations.NullMarked;
