package io.settee.config;

import io.settee.carrier.TlsOptions.Role;
import io.settee.error.ConfigException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** One option of a role with the place it stands at. */
record TlsOption(Role role, String name, Term value, Place place) {
    boolean bool() {
        if (value.equals(Atom.TRUE)) return true;
        if (value.equals(Atom.FALSE)) return false;
        throw wrong("true or false");
    }

    /** The name of an atom; empty if the value is something else. */
    String atom() {
        return value instanceof Atom(String text) ? text : "";
    }

    String text() {
        return text(value);
    }

    /** The text of a part of the value. */
    String text(Term part) {
        String text = switch (part) {
            case TermList list -> list.chars().orElse("");
            case Binary binary -> new String(binary.bytes().toArray(), StandardCharsets.UTF_8);
            default -> "";
        };
        if (text.isEmpty()) throw wrong("a string, as in {" + name + ", \"…\"}");
        return text;
    }

    /** The text as a path. */
    Path path() {
        return place.path(text());
    }

    /** The elements of a list; the value itself if it is none. */
    List<Term> elements() {
        return value instanceof TermList(List<Term> elements) ? elements : List.of(value);
    }

    ConfigException wrong(String wanted) {
        boolean secret =
                name.equals("password") || name.equals("key") || name.equals("certs_keys") || name.equals("sni_hosts");
        return error("needs " + wanted + ", not " + (secret ? "something else" : value));
    }

    /** A complaint: {@code dist.conf line 3: the server option depth …}. */
    ConfigException error(String what) {
        return new ConfigException(place + ": the " + role + " option " + name + " " + what);
    }

    /** Without the value, which may be a password. */
    @Override
    public String toString() {
        return name + " (" + place + ")";
    }
}
