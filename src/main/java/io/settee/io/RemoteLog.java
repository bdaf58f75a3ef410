package io.settee.io;

import io.settee.call.Rpc;
import io.settee.error.SetteeException;
import io.settee.process.Bound;
import io.settee.process.FunctionCall;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints the log events of processes elsewhere whose {@link GroupLeader} is here: their node sends them to that of their group leader, so they would
 * appear nowhere else. They look as a node with a shell prints them, with their reports in full.
 *
 * <p>Any thread. Source: OTP {@code logger_backend.erl}, {@code logger_proxy.erl}: {@code {log, Level, Format, Args, Meta}} and {@code {log, Level,
 * Report, Meta}}; {@code logger_formatter.erl} makes the text, on the node that the event is from.
 */
public final class RemoteLog implements AutoCloseable {
    /** The name that the events are sent to. */
    public static final String NAME = "logger_proxy";

    /** Events come unasked. More than so many at once are dropped, and counted by the node. */
    public static final Bound MOST_EVENTS = Bound.dropping(10_000);

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.io");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Atom TAG = new Atom("log");
    private static final Atom REPORT = new Atom("report");
    private static final Atom STRING = new Atom("string");
    private static final Atom PRINTED = new Atom("printed");

    private static final Term AS_A_SHELL =
            TermMap.of(Map.of(new Atom("legacy_header"), Atom.TRUE, new Atom("single_line"), Atom.FALSE));

    private final Mailbox box;
    private final Rpc node;
    private final Console console;
    private volatile CountDownLatch printed = new CountDownLatch(0);

    /**
     * Prints from now on.
     *
     * @param box with {@link #NAME} and {@link #MOST_EVENTS}; closed with this
     * @param node where the events come from
     */
    public RemoteLog(Mailbox box, Rpc node, Console console) {
        this.box = box;
        this.node = node.within(LIMIT);
        this.console = console;
        box.onMessage(this::message);
    }

    /**
     * Waits until what was logged there before is printed, some seconds at most. One call to the node: its events go through a process of its own, which
     * is asked something, so that it has sent them. For one thread at a time.
     *
     * <p>A process that was spawned there and fails later logs later, and nothing can be waited for: with a plain {@code spawn} nobody is told who was
     * spawned, and to look for it by its group leader would take all processes of a node, of which there may be a million.
     */
    public void flush() throws InterruptedException {
        try {
            node.call("sys", "get_state", new Atom(NAME));
        } catch (SetteeException e) {
            LOG.debug("{} does not say whether it has sent all log events", node, e);
        }
        var reached = new CountDownLatch(1);
        printed = reached;
        box.post(PRINTED);
        if (!reached.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            LOG.debug("{} log events are not printed: that takes too long", box.size());
        }
    }

    private void message(Term message) throws InterruptedException {
        if (message.equals(PRINTED)) {
            printed.countDown();
        } else if (message instanceof Tuple(var e)
                && e.size() >= 4
                && e.size() <= 5
                && e.getFirst().equals(TAG)) {
            print(text(e.get(1), e.size() == 5 ? Tuple.of(e.get(2), e.get(3)) : said(e.get(2)), e.getLast()));
        }
    }

    private void print(String event) throws InterruptedException {
        try {
            console.print(event);
        } catch (IOException e) {
            // As for a terminal that is gone. To end would leave whoever waits for the last event waiting.
            LOG.debug("a log event of {} is not printed", node, e);
        }
    }

    /** What {@code logger.hrl} takes for a report is one; all else is text. */
    private static Term said(Term message) {
        boolean report = message instanceof TermMap
                || (message instanceof TermList list
                        && !list.isEmpty()
                        && list.elements().getFirst() instanceof Tuple);
        return Tuple.of(report ? REPORT : STRING, message);
    }

    private String text(Term level, Term said, Term meta) throws InterruptedException {
        Term event = TermMap.of(Map.of(new Atom("level"), level, new Atom("msg"), said, new Atom("meta"), meta));
        try {
            Term text = node.call(Callback.asText(FunctionCall.of("logger_formatter", "format", event, AS_A_SHELL)));
            if (text instanceof Binary characters) return characters.utf8();
        } catch (SetteeException e) {
            LOG.debug("{} has not formatted a log event", node, e);
        }
        // As it came, then.
        return level + ": " + said.brief(1000) + "\n";
    }

    @Override
    public void close() {
        box.close();
    }
}
