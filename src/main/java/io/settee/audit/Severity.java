package io.settee.audit;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** Worth knowing. */
    NOTE,
    /** To be looked at; the survey alone cannot tell whether it is meant. */
    WARNING,
    /** Not as it is to be. */
    ERROR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
