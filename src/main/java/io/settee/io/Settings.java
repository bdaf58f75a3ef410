package io.settee.io;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.Optional;

/**
 * The options of a group leader. Source: OTP stdlib, {@code io:setopts/2}.
 *
 * @param binary whether text that is read is a UTF-8 binary; it is a list of characters otherwise
 * @param echo whether what is typed is shown
 */
record Settings(boolean binary, boolean echo) {
    static final Settings INITIAL = new Settings(false, true);

    private static final Atom BINARY = new Atom("binary");
    private static final Atom ECHO = new Atom("echo");
    private static final Atom ENCODING = new Atom("encoding");
    private static final Atom TERMINAL = new Atom("terminal");

    /** The answer to {@code getopts}. */
    TermList toTerm(boolean terminal) {
        return TermList.of(
                Tuple.of(ECHO, bool(echo)),
                Tuple.of(BINARY, bool(binary)),
                Tuple.of(ENCODING, IoRequest.UNICODE),
                Tuple.of(TERMINAL, bool(terminal)));
    }

    private static Atom bool(boolean value) {
        return new Atom(Boolean.toString(value));
    }

    /** These with others set; empty if one is not known. */
    Optional<Settings> with(TermList options) {
        Settings changed = this;
        for (Term option : options) {
            Optional<Settings> next = changed.with(option);
            if (next.isEmpty()) return next;
            changed = next.get();
        }
        return Optional.of(changed);
    }

    private Optional<Settings> with(Term option) {
        return switch (option) {
            case Atom(String name) when name.equals("binary") -> Optional.of(new Settings(true, echo));
            case Atom(String name) when name.equals("list") -> Optional.of(new Settings(false, echo));
            case Tuple(var e) when e.size() == 2 && e.get(0) instanceof Atom(String name) -> with(name, e.get(1));
            default -> Optional.empty();
        };
    }

    private Optional<Settings> with(String name, Term value) {
        boolean yes = value.equals(bool(true));
        return switch (name) {
            case "binary" -> Optional.of(new Settings(yes, echo));
            case "echo" -> Optional.of(new Settings(binary, yes));
            // All text is Unicode here, and editing a line is the console's business.
            case "encoding", "expand_fun", "line_history", "log" -> Optional.of(this);
            default -> Optional.empty();
        };
    }
}
