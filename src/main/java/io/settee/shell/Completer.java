package io.settee.shell;

import io.settee.call.RemoteErrorException;
import io.settee.call.Rpc;
import io.settee.error.SetteeException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the node what may follow.
 *
 * <p>Source: OTP {@code edlin_expand.erl}: {@code expand(Reversed) -> {yes | no, Insert, Matches}}, Matches being {@code {Name, Arity}} up to OTP 25 and
 * {@code #{title, elems, options}} from then on; Elixir {@code IEx.Autocomplete.expand/2}, whose matches are texts.
 */
final class Completer {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.shell");

    /** The function of OTP 26 and later waits without a limit for the shell that it asks for bindings. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Pattern ANSWER = Pattern.of("{_, Insert, Matches}");
    private static final int DEEPEST = 5;

    private static final Atom UNDEF = new Atom("undef");

    private final Rpc node;
    private volatile boolean hasOptions = true;

    /** @param node whose calls have the session's group leader */
    Completer(Rpc node) {
        this.node = node.within(LIMIT);
    }

    Completion complete(Language language, Pid shell, String before) {
        Term reversed = TermList.ofChars(new StringBuilder(before).reverse().toString());
        try {
            Term answer = language == Language.ELIXIR
                    ? node.call("Elixir.IEx.Autocomplete", "expand", reversed, shell)
                    : erlang(reversed);
            Optional<Match> match = ANSWER.match(answer);
            if (match.isEmpty()) return Completion.NONE;
            var candidates = new ArrayList<String>();
            collect(match.get().get("Matches"), candidates, DEEPEST);
            return new Completion(text(match.get().get("Insert")).orElse(""), candidates);
        } catch (SetteeException e) {
            LOG.debug("no completion", e);
            return Completion.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Completion.NONE;
        }
    }

    /** {@code expand/2} is there from OTP 26 on; {@code expand/1} there leaves out what it cannot say in the old form. */
    private Term erlang(Term reversed) throws InterruptedException {
        if (hasOptions) {
            try {
                return node.call("edlin_expand", "expand", reversed, TermList.NIL);
            } catch (RemoteErrorException e) {
                if (!e.reason().equals(UNDEF)) throw e;
                hasOptions = false;
            }
        }
        return node.call("edlin_expand", "expand", reversed);
    }

    private static void collect(Term matches, List<String> into, int depth) {
        if (!(matches instanceof TermList list) || depth == 0) return;
        for (Term element : list) {
            switch (element) {
                case TermMap section -> {
                    Optional<String> title = section.get("title").flatMap(Completer::text);
                    // How a function is called, with the types of its arguments below.
                    if (title.isPresent() && title.get().contains("(")) into.add(title.get());
                    else section.get("elems").ifPresent(elements -> collect(elements, into, depth - 1));
                }
                case Tuple(var e) when !e.isEmpty() -> text(e.getFirst()).ifPresent(into::add);
                default -> text(element).ifPresent(into::add);
            }
        }
    }

    private static Optional<String> text(Term term) {
        return switch (term) {
            case TermList list -> list.chars();
            case Atom(String name) -> Optional.of(name);
            case Binary binary -> Optional.of(binary.utf8());
            default -> Optional.empty();
        };
    }
}
