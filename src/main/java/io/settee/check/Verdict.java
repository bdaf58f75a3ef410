package io.settee.check;

import java.util.Locale;

/** How good or bad a finding is, from the best to the worst. */
public enum Verdict {
    /** As it should be. */
    FINE,
    /** Worth knowing. */
    NOTE,
    /** It will trouble somebody: another release, another peer, another day. */
    WARNING,
    /** It cannot work. */
    WRONG;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
