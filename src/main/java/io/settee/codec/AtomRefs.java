package io.settee.codec;

import io.settee.term.Atom;
import java.util.List;

/**
 * The atoms of one distribution header, to which {@code ATOM_CACHE_REF} in the terms behind it refers by position. OTP
 * "External Term Format", section "Distribution Header".
 */
public final class AtomRefs {
    /** Of terms without a header: every {@code ATOM_CACHE_REF} is an error. */
    public static final AtomRefs NONE = new AtomRefs();

    private final Atom[] atoms;

    private AtomRefs(Atom... atoms) {
        this.atoms = atoms;
    }

    /** The array itself, without a copy: the caller must not change it again. */
    public static AtomRefs of(Atom... atoms) {
        return atoms.length == 0 ? NONE : new AtomRefs(atoms);
    }

    public int size() {
        return atoms.length;
    }

    Atom at(int index) {
        return atoms[index];
    }

    @Override
    public String toString() {
        return List.of(atoms).toString();
    }
}
