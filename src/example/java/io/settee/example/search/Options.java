package io.settee.example.search;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code [{Key, Value}]} with keys that are atoms or binaries, and typed access to it. CouchDB says {@code nil} for what is not given. */
record Options(Map<String, Term> values) {
    private static final Atom NIL = new Atom("nil");
    private static final Atom TRUE = new Atom("true");

    Options {
        values = Map.copyOf(values);
    }

    /** A property list, or {@code {[{Key, Value}]}} as CouchDB spells a JSON object; anything else in it is passed over. */
    static Options of(Term term) {
        Term inner = term instanceof Tuple t && t.arity() == 1 ? t.at(0) : term;
        var values = new HashMap<String, Term>();
        if (inner instanceof TermList list) {
            for (Term element : list) {
                if (element instanceof Tuple pair && pair.arity() == 2) {
                    name(pair.at(0)).ifPresent(key -> values.putIfAbsent(key, pair.at(1)));
                }
            }
        }
        return new Options(values);
    }

    private static Optional<String> name(Term term) {
        return switch (term) {
            case Atom(String name) -> Optional.of(name);
            case Binary b -> Optional.of(b.utf8());
            default -> Optional.empty();
        };
    }

    Optional<Term> get(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.equals(NIL));
    }

    String text(String key, String fallback) throws BadRequestException {
        Optional<Term> value = get(key);
        return value.isEmpty() ? fallback : text(key, value.get());
    }

    int number(String key, int fallback) throws BadRequestException {
        Optional<Term> value = get(key);
        if (value.isEmpty()) return fallback;
        if (value.get() instanceof Int.Small(long n) && n >= 0 && n <= Integer.MAX_VALUE) return (int) n;
        throw new BadRequestException(value.get() + " is not a valid " + key);
    }

    boolean flag(String key, boolean fallback) {
        return get(key).map(TRUE::equals).orElse(fallback);
    }

    /** A list of texts, empty if there is none. */
    Optional<List<String>> texts(String key) throws BadRequestException {
        Optional<Term> value = get(key);
        return value.isEmpty() ? Optional.empty() : Optional.of(texts(key, value.get()));
    }

    static List<String> texts(String what, Term term) throws BadRequestException {
        var texts = new ArrayList<String>();
        for (Term element : list(what, term)) texts.add(text(what, element));
        return texts;
    }

    static TermList list(String what, Term term) throws BadRequestException {
        if (term instanceof TermList list) return list;
        throw new BadRequestException(term + " is not a valid " + what + " query");
    }

    static String text(String what, Term term) throws BadRequestException {
        if (term instanceof Binary b) return b.utf8();
        throw new BadRequestException(term + " is not a valid " + what + " query");
    }

    static Tuple pair(String what, Term term) throws BadRequestException {
        if (term instanceof Tuple pair && pair.arity() == 2) return pair;
        throw new BadRequestException(term + " is not a valid " + what + " query");
    }
}
