package io.settee.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Prints text in UTF-8, and bytes as they are. */
final class ByteWriter extends PrintWriter {
    private final OutputStream stream;

    ByteWriter(OutputStream stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    /** Writes bytes behind what was printed; to any other writer as the text that they are in UTF-8. */
    static void write(PrintWriter writer, byte[] bytes) {
        writer.flush();
        if (writer instanceof ByteWriter to) to.write(bytes);
        else writer.print(new String(bytes, StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            setError();
        }
    }
}
