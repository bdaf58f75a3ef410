package io.settee.cli.agent;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** A command that a client wants run. */
record Request(Caller caller, List<String> arguments) {
    private static final int MOST_FIELDS = 10_000;
    private static final int MOST_BYTES = 1 << 20;

    Request {
        arguments = List.copyOf(arguments);
    }

    /** Fields with a NUL behind each: the folder, the number of variables, these as NAME=VALUE, the number of arguments, and these. */
    static Request read(InputStream in) throws IOException {
        var fields = new Fields(in);
        Path folder = Path.of(fields.next());
        var environment = new HashMap<String, String>();
        for (String variable : fields.list()) {
            int equals = variable.indexOf('=');
            if (equals > 0) environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return new Request(new Caller(environment, folder), fields.list());
    }

    /** Reads byte by byte, from a stream that has a buffer. */
    private static final class Fields {
        private final InputStream in;
        private int left = MOST_BYTES;

        Fields(InputStream in) {
            this.in = in;
        }

        String next() throws IOException {
            var bytes = new ByteArrayOutputStream();
            for (int b = in.read(); b != 0; b = in.read()) {
                if (b < 0) throw new EOFException("a request that ends early");
                if (--left < 0) throw new IOException("a request of more than " + MOST_BYTES + " bytes");
                bytes.write(b);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }

        List<String> list() throws IOException {
            int count;
            try {
                count = Integer.parseInt(next());
            } catch (NumberFormatException e) {
                throw new IOException("a request without the number of its fields", e);
            }
            if (count < 0 || count > MOST_FIELDS) throw new IOException("a request of " + count + " fields");
            var list = new ArrayList<String>();
            for (int i = 0; i < count; i++) list.add(next());
            return list;
        }
    }
}
