/**
 * The external term format over Netty buffers. Read {@link io.settee.codec.TermDecoder} and {@link io.settee.codec.TermEncoder}
 * first.
 *
 * <p>Source of all layouts: OTP "External Term Format".
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Both directions work in heap arrays and touch a {@code ByteBuf} in bulk only. How fast a single {@code readByte} is depends
 *       on the allocator, on how many slices lie above it and on whether this JVM still lets Netty use {@code Unsafe}; an array
 *       is always fast. Large binaries skip the array: they are copied once.
 *   <li>Encoding ends before the first {@code ByteBuf} is allocated ({@link io.settee.codec.TermBuffer}): the size is known then, and
 *       a failure has nothing to release. What would take more than 1 MiB is encoded once for the size, keeping nothing, and then again
 *       piece by piece: terms do not change.
 *   <li>The decoder keeps its place on the heap ({@code TermStack}). Recursion took 260 to 1500 bytes of stack for each level, as
 *       the JVM happened to have compiled it; no limit is both safe and useful there. There is a limit all the same, since
 *       {@code compareTo} and {@code equals} recurse, later and in somebody else's code.
 *   <li>A list as the tail of a list goes on with that one: {@code [a | [b | [c …]]]} in nested {@code LIST_EXT} would otherwise be
 *       joined level by level, in quadratic time.
 *   <li>{@code COMPRESSED} is read right behind the version byte only, as on the BEAM, so that one term inflates once.
 *   <li>Old tags are read and never written.
 * </ul>
 */
@NullMarked
package io.settee.codec;

import org.jspecify.annotations.NullMarked;
