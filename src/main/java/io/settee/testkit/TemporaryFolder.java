package io.settee.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One temporary folder for this JVM, removed when it ends. */
final class TemporaryFolder {
    private static final Path ROOT = create();

    private TemporaryFolder() {}

    /** An empty home for Erlang processes. */
    static Path home() {
        return subfolder("home");
    }

    static Path subfolder(String name) {
        try {
            return Files.createDirectories(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path create() {
        try {
            Path root = Files.createTempDirectory("settee-testkit-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root), "settee-testkit-tidy"));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("settee testkit: could not remove " + root + ": " + e.getMessage());
        }
    }
}
