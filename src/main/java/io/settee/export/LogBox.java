package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.term.Atom;
import io.settee.term.Tuple;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What answers under the names {@code logger} and {@code logger_proxy}: a node sends its log events to the node of their process's group leader, so
 * whatever we have started elsewhere logs here. They go to the logger {@code io.settee.remote}, {@value #MOST_LINES} lines a minute.
 *
 * <p>Source: OTP {@code logger_backend.erl}, {@code logger_proxy.erl}: {@code {log, Level, Format, Args, Meta}} and {@code {log, Level, Report, Meta}}.
 */
final class LogBox extends Box {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.remote");
    private static final int SHOWN_CHARACTERS = 1000;
    private static final int MOST_LINES = 600;
    private static final long MINUTE = 60_000_000_000L;
    private static final Atom TAG = new Atom("log");

    private final Node node;
    private final AtomicLong minute = new AtomicLong(System.nanoTime());
    private final AtomicInteger lines = new AtomicInteger();

    LogBox(Node node) {
        super(node);
        this.node = node;
    }

    @Override
    void message(Incoming in) {
        if (!(in.message() instanceof Tuple event) || event.arity() < 4 || event.arity() > 5) return;
        if (!event.at(0).equals(TAG) || !(event.at(1) instanceof Atom severity)) return;
        Level level = level(severity.name());
        if (!LOG.isEnabledForLevel(level)) return;
        NodeName from = in.via().peer().orElseGet(node::name);
        int line = count();
        if (line > MOST_LINES) return;
        String text = event.at(2).brief(SHOWN_CHARACTERS)
                + (event.arity() == 5 ? " " + event.at(3).brief(SHOWN_CHARACTERS) : "");
        LOG.atLevel(level).log("{}: {} {}", from, severity, text);
        if (line == MOST_LINES) LOG.warn("{} lines within a minute; more are dropped until it is over", MOST_LINES);
    }

    /** The number of this line within its minute. */
    private int count() {
        long now = System.nanoTime();
        long begun = minute.get();
        if (now - begun > MINUTE && minute.compareAndSet(begun, now)) lines.set(0);
        return lines.incrementAndGet();
    }

    private static Level level(String severity) {
        return switch (severity) {
            case "emergency", "alert", "critical", "error" -> Level.ERROR;
            case "warning" -> Level.WARN;
            case "notice", "info" -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
