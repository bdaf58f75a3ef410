package io.settee.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A module run to its end by a real {@code erl}, without distribution. The program of a release is the system property
 * {@code settee.erl.<release>}; for 25 it is the {@code erl} on the path if that is not set.
 */
final class ErlProgram {
    private static final int SECONDS = 120;

    private final String erl;
    private final Path directory;

    private ErlProgram(String erl, Path directory) {
        this.erl = erl;
        this.directory = directory;
    }

    static ErlProgram of(int release, Path directory) {
        return new ErlProgram(ErlReleases.of(release).erl().toString(), directory);
    }

    /** Compiles the source of module {@code program} and runs its {@code main/0} in the directory. */
    void run(String source) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("program.erl"), source);
        Path output = directory.resolve("output");
        String start = "{ok,M,B}=compile:file(\"program.erl\",[binary,report]),"
                + "{module,M}=code:load_binary(M,\"program.erl\",B),M:main(),halt(0).";
        Process process = new ProcessBuilder(erl, "-noshell", "-noinput", "-eval", start)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            assertThat(ended && process.exitValue() == 0)
                    .as(
                            "erl ended well in %d s; it said: %s",
                            SECONDS, Files.readString(output, StandardCharsets.ISO_8859_1))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
