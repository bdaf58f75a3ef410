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
 *   <li>A term is parsed as a pattern without variables: one grammar, and parts of a pattern that have no variables are terms.
 *   <li>The printer has a stack of its own; {@code equals}, {@code hashCode} and {@code compareTo} recurse, in small frames. On a
 *       stack of 1 MiB they take 2000 levels of nesting, twice what the parser and the decoder let in.
 *   <li>Lists print as text only if all of it is Latin-1, binaries if they are UTF-8: what {@code erl} does in its default settings
 *       for lists, and what programs that use UTF-8 expect for binaries.
 *   <li>The parser takes {@code maybe} and {@code else} as atoms and adjacent strings without space: OTP 27 no longer does, but
 *       files are older. The printer writes what every release reads.
 * </ul>
 */
@NullMarked
package io.settee.term;

import org.jspecify.annotations.NullMarked;
