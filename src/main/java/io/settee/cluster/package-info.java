/**
 * What members of a cluster expect of each other beyond messages: visible nodes and {@code global}, the mesh, global names, and process groups
 * ({@code pg}). Read {@code Pg} and {@code Global} first.
 *
 * <p>Sources: OTP kernel, {@code global} and {@code pg}.
 */
@NullMarked
package io.settee.cluster;

import org.jspecify.annotations.NullMarked;
