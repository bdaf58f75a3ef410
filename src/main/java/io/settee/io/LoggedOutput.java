package io.settee.io;

import io.settee.call.Caller;
import io.settee.node.Guard;
import io.settee.node.Node;
import io.settee.term.Pid;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group leader of what was given no other: its lines go to the logger {@code io.settee.output}, at INFO. It is opened when it is first
 * wanted, and again after the node has lost its name.
 */
public final class LoggedOutput implements Supplier<Pid> {
    private static final Logger OUTPUT = LoggerFactory.getLogger("io.settee.output");

    /** A longer line is logged in parts. */
    private static final int LONGEST_LINE = 8192;

    private final Node node;
    private final Caller caller;
    private final Guard guard = new Guard();
    private volatile @Nullable GroupLeader leader; // changed under guard

    public LoggedOutput(Node node, Caller caller) {
        this.node = node;
        this.caller = caller;
    }

    @Override
    public Pid get() {
        GroupLeader open = leader;
        return (open != null && open.isAlive() ? open : guard.locked(this::opened)).self();
    }

    private GroupLeader opened() {
        GroupLeader open = leader;
        if (open == null || !open.isAlive()) {
            open = GroupLeader.open(node, caller, new Lines());
            leader = open;
        }
        return open;
    }

    /** Takes text and logs lines. */
    private static final class Lines implements Console {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void print(String text) {
            int start = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                line.append(text, start, end);
                log();
                start = end + 1;
            }
            line.append(text, start, text.length());
            if (line.length() > LONGEST_LINE) log();
        }

        private void log() {
            OUTPUT.info("{}", line);
            line.setLength(0);
        }
    }
}
