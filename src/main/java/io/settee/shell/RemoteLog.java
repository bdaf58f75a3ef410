package io.settee.shell;

import io.settee.call.Rpc;
import io.settee.error.SetteeException;
import io.settee.process.MessageHandler;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.Map;

/**
 * Log events of processes that the shell has started: their node sends them to that of their group leader, so they would appear nowhere else.
 *
 * <p>Source: OTP {@code logger_backend.erl}, {@code logger_proxy.erl}: {@code {log, Level, Format, Args, Meta}} and {@code {log, Level, Report, Meta}};
 * {@code logger_formatter.erl} makes the text, on the node that the event is from.
 */
final class RemoteLog implements MessageHandler {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Atom LOG = new Atom("log");

    /** As the logger of a node with a shell prints it. */
    private static final Term AS_A_SHELL =
            TermMap.of(Map.of(new Atom("legacy_header"), new Atom("true"), new Atom("single_line"), new Atom("false")));

    private final Rpc node;
    private final Screen screen;

    RemoteLog(Rpc node, Screen screen) {
        this.node = node.within(LIMIT);
        this.screen = screen;
    }

    @Override
    public void message(Term message) throws Exception {
        if (!(message instanceof Tuple(var e))
                || e.size() < 4
                || e.size() > 5
                || !e.getFirst().equals(LOG)) return;
        Term said = e.size() == 5 ? Tuple.of(e.get(2), e.get(3)) : e.get(2);
        screen.print(text(e.get(1), said, e.getLast()));
    }

    private String text(Term level, Term said, Term meta) throws InterruptedException {
        Term event = TermMap.of(Map.of(new Atom("level"), level, new Atom("msg"), said, new Atom("meta"), meta));
        try {
            Term line = node.call("logger_formatter", "format", event, AS_A_SHELL);
            if (node.call("unicode", "characters_to_binary", line) instanceof Binary text) {
                return text.utf8();
            }
        } catch (SetteeException e) {
            // As it came, then.
        }
        return level + ": " + (said instanceof TermList list ? list.chars().orElse("") : said.brief(1000)) + "\n";
    }
}
