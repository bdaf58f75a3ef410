package io.settee.config;

import io.settee.term.Term;

/** One option of a role with the place it stands at. */
record TlsOption(String name, Term value, Place place) {
    /** Without the value, which may be a password. */
    @Override
    public String toString() {
        return name + " (" + place + ")";
    }
}
