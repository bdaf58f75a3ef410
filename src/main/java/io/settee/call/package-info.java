/**
 * Asking processes of other nodes: {@code rpc} and {@code erpc}, calls and casts to {@code gen_server} and its kin, spawning, each with a time
 * limit, blocking or as a future. Read {@code Rpc} and {@code Gen} first.
 *
 * <p>Sources: OTP {@code erpc}, {@code rpc}, {@code gen_server}; OTP "Distribution Protocol", section "Protocol between Connected Nodes".
 */
@NullMarked
package io.settee.call;

import org.jspecify.annotations.NullMarked;
