package io.settee.node;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether sending to a peer, linking to or monitoring a process there connects to it: kernel's {@code dist_auto_connect}. What the program asks for
 * by {@code connect}, and what peers do by dialling us, is free of it.
 *
 * <p>Source: OTP "kernel" application reference, {@code dist_auto_connect}.
 */
public enum AutoConnect {
    /** Always. The default, as on the BEAM. */
    TRUE,
    /** Until a connection to this peer has been lost; from then on somebody has to connect explicitly, we or the peer. */
    ONCE,
    /** Never. */
    NEVER;

    /** The one with this name in Erlang: {@code true}, {@code once} or {@code never}. */
    public static Optional<AutoConnect> of(String atom) {
        return Arrays.stream(values()).filter(a -> a.toString().equals(atom)).findFirst();
    }

    /** As Erlang spells it. */
    @Override
    public String toString() {
        return switch (this) {
            case TRUE -> "true";
            case ONCE -> "once";
            case NEVER -> "never";
        };
    }
}
