package io.settee.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run in this process: its status and what it printed. */
public record CommandRun(int status, String out, String err) {
    public static CommandRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }
}
