package io.settee.shell;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for what would stop the node in what is about to be evaluated there, on account of a habit: {@code q().} leaves a local shell, and stops the
 * node of a remote one. It sees what is written, and nothing that is computed.
 */
final class Guard {
    private static final Set<String> LOCAL = Set.of("q", "halt");
    private static final Set<String> MODULES = Set.of("init", "erlang", "c", "shell_default");
    private static final Set<String> REMOTE = Set.of("q", "halt", "stop", "restart", "reboot");
    private static final Set<String> LEAVING = Set.of("exit", "quit", ":q", "q()", "q().", "exit.", "quit.");
    private static final Pattern ELIXIR = Pattern.compile(
            "\\bSystem\\s*\\.\\s*(?:halt|stop|restart)\\b|:init\\s*\\.\\s*(?:stop|restart|reboot)\\b|:erlang\\s*\\.\\s*halt\\b"
                    + "|:c\\s*\\.\\s*q\\b");

    private Guard() {}

    /** Whether this, as all that was typed, is meant for the client. */
    static boolean leaves(String line) {
        return LEAVING.contains(line.strip());
    }

    /** What in these tokens stops a node: {@code {Category, Annotation, Symbol}} and {@code {Symbol, Annotation}} of {@code erl_scan}. */
    static Optional<String> stopping(Term tokens) {
        if (!(tokens instanceof TermList list)) return Optional.empty();
        List<String> words = new ArrayList<>();
        List<Boolean> atoms = new ArrayList<>();
        for (Term token : list) {
            boolean atom = token instanceof Tuple(var e) && e.size() == 3 && isNamed(e.getFirst(), "atom");
            atoms.add(atom);
            words.add(word(token, atom));
        }
        for (int i = 0; i + 1 < words.size(); i++) {
            if (!atoms.get(i) || !words.get(i + 1).equals("(")) continue;
            String name = words.get(i);
            boolean remote = i > 0 && words.get(i - 1).equals(":");
            if (!remote && LOCAL.contains(name)) return Optional.of(name + "()");
            if (remote && i > 1 && atoms.get(i - 2) && MODULES.contains(words.get(i - 2)) && REMOTE.contains(name)) {
                return Optional.of(words.get(i - 2) + ":" + name + "()");
            }
        }
        return Optional.empty();
    }

    /** What in this text of Elixir stops a node. */
    static Optional<String> stopping(String elixir) {
        Matcher found = ELIXIR.matcher(elixir);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    private static boolean isNamed(Term term, String name) {
        return term instanceof Atom(String text) && text.equals(name);
    }

    /** The atom or the symbol; nothing for variables, strings and numbers. */
    private static String word(Term token, boolean atom) {
        if (!(token instanceof Tuple(var e))) return "";
        Term word = atom ? e.get(2) : e.size() == 2 ? e.getFirst() : Atom.EMPTY;
        return word instanceof Atom(String name) ? name : "";
    }
}
