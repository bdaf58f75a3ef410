package io.settee.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
            Process worker = HostWorker.command(
                            run.hosts,
                            run.folder,
                            Set.of(),
                            List.of("-Xmx512m"),
                            FaultWorker.class,
                            List.of(
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
