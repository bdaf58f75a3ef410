package io.settee.cli;

import io.settee.identity.NodeName;
import io.settee.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** What the code on one of many nodes prints: line by line with the node's name before it, or kept. */
final class NodeOutput implements Console {
    private final NodeName node;
    private final @Nullable PrintWriter out;

    /** Written by a thread of the group leader's, and read by the command's when the call is over. */
    @SuppressWarnings("JdkObsolete")
    private final StringBuffer text = new StringBuffer();

    /** @param out null to keep it all for {@link #end} */
    NodeOutput(NodeName node, @Nullable PrintWriter out) {
        this.node = node;
        this.out = out;
    }

    @Override
    public void print(String more) throws IOException {
        text.append(more);
        if (out == null) return;
        for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
            out.println(node + ": " + text.substring(0, end));
            text.delete(0, end + 1);
        }
        flush(out);
    }

    /** Whoever prints over there is told when nobody reads it any more, and ends as a rule. */
    static void flush(PrintWriter out) throws IOException {
        if (out.checkError()) throw new IOException("nobody reads the output any more");
    }

    /** Prints a line that was begun, and returns what was kept. */
    String end() {
        if (out == null) return text.toString();
        if (!text.isEmpty()) out.println(node + ": " + text);
        text.setLength(0);
        return "";
    }
}
