/**
 * Java functions that Erlang may call as {@code module:function/arity}: by {@code rpc}, {@code erpc}, {@code spawn} and the {@code rex} box. Nothing is
 * exported by itself. Read {@code Exports} first.
 *
 * <p>Sources: OTP {@code erpc}, {@code rpc}; OTP "Distribution Protocol", {@code SPAWN_REQUEST}.
 */
@NullMarked
package io.settee.export;

import org.jspecify.annotations.NullMarked;
