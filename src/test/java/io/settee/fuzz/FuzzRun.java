package io.settee.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The hostile run: each target under Jazzer in a JVM of its own with a small heap, as many at once as there are cores, and beside them
 * {@link HostileRun}.
 *
 * <pre>
 *   FuzzRun [--seconds N] [TARGET...]       N seconds in all, 60 unless given; all targets unless some are named
 *   FuzzRun --replay FILE TARGET            feeds one input to a target, as a finding says
 * </pre>
 *
 * <p>Inputs that reached new code stay in {@code target/fuzz}, for the next run to begin with.
 */
public final class FuzzRun {
    static final String HOSTILE = "live-node";

    private static final Path FOLDER = Path.of("target", "fuzz");

    private FuzzRun() {}

    public static void main(String[] args) throws Exception {
        var words = new ArrayList<>(List.of(args));
        if (!words.isEmpty() && words.getFirst().equals("--replay")) {
            FuzzTargets.feed(FuzzTargets.named(words.get(2)), Files.readAllBytes(Path.of(words.get(1))));
            System.out.println("stands it");
            return;
        }
        int seconds = 60;
        if (!words.isEmpty() && words.getFirst().equals("--seconds")) {
            seconds = Integer.parseInt(words.get(1));
            words.subList(0, 2).clear();
        }
        List<Outcome> outcomes = run(seconds, words.isEmpty() ? all() : words);
        outcomes.forEach(System.out::println);
        if (outcomes.stream().anyMatch(outcome -> !outcome.stood())) System.exit(1);
    }

    static List<String> all() {
        var names = new ArrayList<>(List.of(HOSTILE));
        names.addAll(FuzzTargets.ALL.keySet());
        return names;
    }

    /** Runs these targets; each gets its share of the time. */
    static List<Outcome> run(int seconds, Collection<String> names) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        int lanes = Math.min(names.size(), Runtime.getRuntime().availableProcessors());
        int share = Math.max(1, seconds * lanes / names.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(lanes)) {
            var tasks = new ArrayList<Callable<Outcome>>();
            for (String name : names) tasks.add(() -> new FuzzedJvm(name, FOLDER.resolve(name), share).run());
            var outcomes = new ArrayList<Outcome>();
            for (Future<Outcome> task : threads.invokeAll(tasks)) outcomes.add(task.get());
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a target could not be run", e);
        }
    }

    /**
     * What became of one target.
     *
     * @param figures for people: how many inputs, how much code they reached
     * @param finding what went wrong; empty if nothing did
     */
    record Outcome(String target, String figures, String finding) {
        boolean stood() {
            return finding.isEmpty();
        }

        @Override
        public String toString() {
            return "%-12s %s%s".formatted(target, figures, stood() ? "" : "\n" + finding);
        }
    }
}
