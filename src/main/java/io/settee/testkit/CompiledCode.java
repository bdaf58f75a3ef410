package io.settee.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of our Erlang modules, compiled once in this JVM by each release that runs them: a release does not load what a newer
 * one compiled.
 */
final class CompiledCode {
    private static final List<String> MODULES = List.of("settee_testkit", "couch_dist");
    private static final Map<Path, Path> COMPILED = new ConcurrentHashMap<>();

    private CompiledCode() {}

    static Path of(ErlRelease release) {
        return COMPILED.computeIfAbsent(release.erl(), erl -> compile(release));
    }

    private static Path compile(ErlRelease release) {
        Path folder = TemporaryFolder.subfolder("ebin-" + release.version() + "-" + COMPILED.size());
        for (String module : MODULES) {
            Path source = folder.resolve(module + ".erl");
            try (InputStream in = CompiledCode.class.getResourceAsStream(module + ".erl")) {
                if (in == null) throw new IllegalStateException(module + ".erl is missing from the jar");
                Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ErlReleases.run(release.erl(), """
                    case compile:file("%s", [{outdir, "%s"}, report, warnings_as_errors]) of
                        {ok, _} -> halt(0);
                        _ -> halt(1)
                    end.""".formatted(source, folder));
        }
        return folder;
    }
}
