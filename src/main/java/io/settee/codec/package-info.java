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
 *   <li>Decoding recurses, bounded by {@link io.settee.codec.DecodeLimits#maxDepth}. A decoder with a stack of its own could
 *       read deeper terms, but then {@code equals}, {@code compareTo} and {@code toString} would overflow on them, later and in
 *       somebody else's code.
 *   <li>The tail of a list is read in a loop and not by recursion: {@code [a | [b | [c …]]]} in nested {@code LIST_EXT} would
 *       otherwise be joined level by level, in quadratic time.
 *   <li>{@code COMPRESSED} is read right behind the version byte only, as on the BEAM, so that one term inflates once.
 *   <li>Old tags are read and never written.
 * </ul>
 */
@NullMarked
package io.settee.codec;

import org.jspecify.annotations.NullMarked;
