package io.settee.faults;

import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the hosts, runs a {@link FaultWorker} on one of them, and removes everything, also when interrupted.
 *
 * <p>Arguments: {@code [--seconds N] [--seed N] [--peers N]}; 60 seconds and 20 peers unless given.
 */
public final class FaultRun implements AutoCloseable {
    private final Hosts hosts = Hosts.ofThisProcess();
    private final Path folder;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FaultRun() throws IOException {
        folder = Files.createTempDirectory("settee-faults");
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    public static void main(String[] args) throws Exception {
        int seconds = 60;
        long seed = System.nanoTime();
        int peers = 20;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--seconds" -> seconds = Integer.parseInt(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                case "--peers" -> peers = Integer.parseInt(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown: " + args[i]);
            }
        }
        System.exit(run(seconds, seed, peers));
    }

    /** What it finds goes to the standard output. Returns 0 if nothing happened that must not. */
    static int run(int seconds, long seed, int peers) throws IOException, InterruptedException {
        System.out.println("seed " + seed);
        try (var run = new FaultRun()) {
            run.hosts.up(peers);
            Process worker = run.worker(List.of(
                            Integer.toString(seconds),
                            Long.toString(seed),
                            Integer.toString(peers),
                            run.folder.toString(),
                            run.hosts.us(),
                            run.hosts.peers()))
                    .start();
            // Its standard input stays open while we live.
            try (var words = worker.inputReader()) {
                words.lines().forEach(System.out::println);
            }
            return worker.waitFor();
        }
    }

    private ProcessBuilder worker(List<String> arguments) throws IOException {
        var command = new ArrayList<>(Hosts.on(hosts.us()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
        command.add("-Dsettee.erl.releases="
                + ErlReleases.current().stream().map(String::valueOf).collect(Collectors.joining(",")));
        for (int release : ErlReleases.current()) command.add("-Dsettee.erl." + release + "=" + onPeersHost(release));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultWorker.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** An {@code erl} that runs on the peers' host, and an {@code epmd} beside it that listens to all who reach that host. */
    private Path onPeersHost(int release) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin-" + release));
        Path real = ErlReleases.of(release).erl();
        Path epmd = real.resolveSibling("epmd");
        script(bin.resolve("epmd"), "unset ERL_EPMD_ADDRESS; exec", epmd);
        return script(bin.resolve("erl"), "exec", real);
    }

    private Path script(Path file, String exec, Path program) throws IOException {
        String line = exec + " " + String.join(" ", Hosts.on(hosts.peers())) + " " + program + " \"$@\"";
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public void close() {
        remove();
    }

    private void remove() {
        if (closed.getAndSet(true)) return;
        try {
            hosts.down();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("not everything was removed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
