package io.settee.cli.terminal;

import io.settee.cli.agent.CallerTerminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.ExternalTerminal;

/** The terminal of another process, for JLine. */
final class FarTerminal {
    private FarTerminal() {}

    /** Its bytes come together as JLine flushes them. The connection to its process is not ours to close. */
    private static final class Screen extends BufferedOutputStream {
        Screen(OutputStream to) {
            super(to);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /**
     * Takes it over.
     *
     * @param type as {@code TERM} has it there
     */
    static Terminal take(CallerTerminal far, String type) throws IOException, InterruptedException {
        far.take();
        var terminal = new ExternalTerminal(
                null,
                "caller",
                type,
                far.keys(),
                new Screen(far.screen()),
                StandardCharsets.UTF_8,
                SignalHandler.SIG_DFL,
                true);
        // A newline becomes two characters there.
        Attributes attributes = terminal.getAttributes();
        attributes.setOutputFlag(OutputFlag.OPOST, false);
        terminal.setAttributes(attributes);
        far.onResize(() -> {
            terminal.setSize(size(far));
            terminal.raise(Signal.WINCH);
        });
        terminal.setSize(size(far));
        terminal.resume();
        return terminal;
    }

    private static Size size(CallerTerminal far) {
        CallerTerminal.Size size = far.size();
        return size.columns() > 0 && size.rows() > 0 ? new Size(size.columns(), size.rows()) : LineScreen.UNKNOWN;
    }
}
