package io.settee.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that has ended: its status, and what it has printed. */
public record ProcessRun(int status, String out, String err) {
    private static final int LIMIT_SECONDS = 30;

    /** Runs it to its end. */
    public static ProcessRun of(ProcessBuilder builder) throws IOException, InterruptedException {
        return of(builder, "", UTF_8);
    }

    /**
     * Runs it to its end.
     *
     * @param input its standard input, which ends then
     * @param printed what its standard output is in
     */
    public static ProcessRun of(ProcessBuilder builder, String input, Charset printed)
            throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            var out = reading(process.getInputStream(), printed);
            var err = reading(process.getErrorStream(), UTF_8);
            try (Writer in = process.outputWriter(UTF_8)) {
                in.write(input);
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) throw new AssertionError("it still runs");
            return new ProcessRun(process.exitValue(), out.join(), err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> reading(InputStream in, Charset charset) {
        return CompletableFuture.supplyAsync(() -> text(in, charset), Thread::startVirtualThread);
    }

    private static String text(InputStream in, Charset charset) {
        try (in) {
            return new String(in.readAllBytes(), charset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
