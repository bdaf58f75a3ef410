package io.settee.cli.agent;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * A command that a client wants run.
 *
 * @param atTerminal whether the client has a terminal that it can hand over
 */
record Request(Caller caller, List<String> arguments, boolean atTerminal) {
    private static final int MOST_BYTES = 1 << 20;

    Request {
        arguments = List.copyOf(arguments);
    }

    /**
     * Fields: the folder, the number of variables, these as NAME=VALUE, the number of arguments, and these; then {@code terminal} or nothing.
     *
     * @throws Declined if this JVM cannot name that folder, as one that was started with an ASCII locale cannot name each
     */
    static Request read(Fields fields) throws IOException {
        fields.within(MOST_BYTES);
        String folder = fields.next();
        var environment = new HashMap<String, String>();
        for (String variable : fields.list()) {
            int equals = variable.indexOf('=');
            if (equals > 0) environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        List<String> arguments = fields.list();
        boolean atTerminal = fields.next().equals("terminal");
        return new Request(Caller.of(environment, path(folder)), arguments, atTerminal);
    }

    private static Path path(String folder) {
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw new Declined("a folder of another locale");
        }
    }
}
