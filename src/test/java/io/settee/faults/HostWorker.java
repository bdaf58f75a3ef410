package io.settee.faults;

import io.settee.support.JavaProgram;
import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A class with a {@code main} in a JVM on our host, from which real nodes are started on both. */
public final class HostWorker {
    private HostWorker() {}

    /**
     * How it is started. Its standard input has to stay open while it is to live.
     *
     * @param folder for what this writes
     * @param near the releases whose nodes run on our host; those of all others run on the peers'
     * @param jvm arguments for the JVM
     */
    public static ProcessBuilder command(
            Hosts hosts, Path folder, Set<Integer> near, List<String> jvm, Class<?> main, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(Hosts.on(hosts.us()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.add("-Dsettee.erl.releases="
                + ErlReleases.current().stream().map(String::valueOf).collect(Collectors.joining(",")));
        for (int release : ErlReleases.current()) {
            Path erl = ErlReleases.of(release).erl();
            command.add("-Dsettee.erl." + release + "="
                    + (near.contains(release) ? erl : onPeersHost(hosts, folder.resolve("bin-" + release), erl)));
        }
        command.addAll(List.of("-cp", JavaProgram.classPath(), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** An {@code erl} that runs on the peers' host, and an {@code epmd} beside it that listens to all who reach that host. */
    private static Path onPeersHost(Hosts hosts, Path bin, Path erl) throws IOException {
        Files.createDirectories(bin);
        String on = "exec " + String.join(" ", Hosts.on(hosts.peers())) + " ";
        script(bin.resolve("epmd"), "unset ERL_EPMD_ADDRESS; " + on + erl.resolveSibling("epmd"));
        return script(bin.resolve("erl"), on + erl);
    }

    private static Path script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + " \"$@\"\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** For the worker: whoever started it holds the other end of its standard input, and it must not outlive that one. */
    public static void endWithWhoeverStartedUs() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever said.
                }
            } catch (IOException e) {
                // The same as its end.
            }
            System.exit(2);
        });
    }
}
