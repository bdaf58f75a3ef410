package io.settee.cli.agent;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a client says behind its first line: fields with a NUL behind each. Reads byte by byte, from a stream that has a buffer. */
final class Fields {
    private static final int MOST = 10_000;

    private final InputStream in;
    private int left;

    Fields(InputStream in) {
        this.in = in;
    }

    /** The fields that come next may have so many bytes together. */
    Fields within(int bytes) {
        left = bytes;
        return this;
    }

    String next() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != 0; b = in.read()) {
            if (b < 0) throw new EOFException("a client that ends early");
            if (--left < 0) throw new IOException("a client that says more than it may");
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The number of fields, and these. */
    List<String> list() throws IOException {
        int count;
        try {
            count = Integer.parseInt(next());
        } catch (NumberFormatException e) {
            throw new IOException("a client that does not say the number of its fields", e);
        }
        if (count < 0 || count > MOST) throw new IOException("a client with " + count + " fields");
        var list = new ArrayList<String>();
        for (int i = 0; i < count; i++) list.add(next());
        return list;
    }
}
