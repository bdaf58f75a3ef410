package io.settee.connection;

import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.term.Term;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per signal at TRACE of {@code io.settee.wire}: {@code db1@h << Send sender=<0.9.0>, to=<0.5.0>, message={hello,1}}. Terms are cut after
 * {@link #MOST_CHARACTERS} characters, however long they are. Handshakes are not here, so neither are digests.
 */
final class WireLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.wire");
    private static final int MOST_CHARACTERS = 200;

    private WireLog() {}

    static void sent(NodeName peer, Signal signal) {
        if (LOG.isTraceEnabled()) LOG.trace("{} >> {}", peer, text(signal));
    }

    static void received(NodeName peer, Signal signal) {
        if (LOG.isTraceEnabled()) LOG.trace("{} << {}", peer, text(signal));
    }

    static String text(Signal signal) {
        var line = new StringBuilder(signal.getClass().getSimpleName());
        String separator = " ";
        for (RecordComponent part : signal.getClass().getRecordComponents()) {
            Object value = valueOf(part, signal);
            if (value == null) continue;
            line.append(separator)
                    .append(part.getName())
                    .append('=')
                    .append(value instanceof Term term ? term.brief(MOST_CHARACTERS) : value);
            separator = ", ";
        }
        return line.toString();
    }

    private static @Nullable Object valueOf(RecordComponent part, Signal signal) {
        try {
            return part.getAccessor().invoke(signal);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("signals are public records", e);
        }
    }
}
