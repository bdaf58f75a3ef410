/**
 * A BEAM node's own files as values: {@link io.settee.config.VmArgs} reads {@code vm.args}, {@link io.settee.config.OptionFile} the TLS
 * option file. Every value remembers the file and line it came from, and every complaint names them.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Of several {@code -name} or other single flags the first counts, of several {@code -kernel} ones the last, since {@code erl}
 *       does so; a warning names both, and where not all releases do it. Two cookies are an error: there {@code erl} takes neither of them.
 *   <li>Reading goes on behind a fault, and all faults of a file are told at once: {@link io.settee.error.ConfigFaults}.
 *   <li>What concerns the distribution and means nothing here is named at WARNING, with the name that may have been meant; what only a
 *       BEAM needs is passed over in silence.
 *   <li>A quote that is not closed is an error here; {@code erl} reads on to the end of the file.
 *   <li>An option of {@code ssl} that we do not have is refused if leaving it out would let someone in, and accepted if not.
 *   <li>{@code fail_if_no_peer_cert} in the client options is accepted with a warning: countless files have it, and OTP 26 and newer drop
 *       the whole file for it without a word.
 * </ul>
 */
@NullMarked
package io.settee.config;

import org.jspecify.annotations.NullMarked;
