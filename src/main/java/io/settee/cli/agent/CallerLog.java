package io.settee.cli.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard error of a process that runs commands for several callers at once: what a command logs goes to its caller, and the rest where it would
 * have gone.
 */
public final class CallerLog extends OutputStream {
    private final OutputStream own;

    private CallerLog(OutputStream own) {
        this.own = own;
    }

    /** Puts it in the place of {@code System.err}. */
    public static void install() {
        System.setErr(new PrintStream(new CallerLog(System.err), true, StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        OutputStream log = Caller.current().log();
        if (log == null) {
            own.write(bytes, offset, length);
            return;
        }
        try {
            log.write(bytes, offset, length);
        } catch (IOException e) {
            // Its caller is gone already.
            own.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        own.flush();
    }
}
