package io.settee.fuzz;

import io.settee.fuzz.FuzzRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One target in a JVM of its own. It ends with this one. */
final class FuzzedJvm {
    /** On top of its share of the time, for the start of the JVM and of Jazzer. */
    private static final int PATIENCE_SECONDS = 60;

    private static final int SHOWN_LINES = 25;
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second.*");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");

    private final String target;
    private final Path folder;
    private final int seconds;

    FuzzedJvm(String target, Path folder, int seconds) {
        this.target = target;
        this.folder = folder;
        this.seconds = seconds;
    }

    Outcome run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path log = folder.resolve("log.txt");
        Process jvm = new ProcessBuilder(target.equals(FuzzRun.HOSTILE) ? hostile() : jazzer())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var end = new Thread(jvm::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            if (!jvm.waitFor(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS))
                return outcome(log, "it did not end in time");
            return outcome(log, jvm.exitValue() == 0 ? costly() : "it ended with status " + jvm.exitValue());
        } finally {
            jvm.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    /** Feeds all that reached new code once more, without Jazzer, to see what it costs. */
    private String costly() throws IOException {
        if (target.equals(FuzzRun.HOSTILE)) return "";
        FuzzTarget again = FuzzTargets.named(target);
        try (Stream<Path> inputs = Files.list(corpus())) {
            for (Path input : inputs.toList()) {
                try {
                    FuzzTargets.feed(again, Files.readAllBytes(input));
                } catch (Exception | AssertionError e) {
                    return input + ": " + e;
                }
            }
        }
        return "";
    }

    private Path corpus() {
        return folder.resolve("corpus");
    }

    private Outcome outcome(Path log, String problem) throws IOException {
        List<String> lines = Files.readAllLines(log);
        String text = String.join("\n", lines);
        String runs =
                DONE.matcher(text).results().map(MatchResult::group).findFirst().orElse("did not end");
        String coverage = COVERAGE.matcher(text)
                .results()
                .reduce((first, last) -> last)
                .map(m -> ", " + m.group(1) + " branches reached")
                .orElse("");
        if (problem.isEmpty()) return new Outcome(target, runs + coverage, "");
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        return new Outcome(target, runs + coverage, problem + "; the end of " + log + ":\n" + last.indent(4));
    }

    private List<String> jazzer() throws IOException {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        int number = 0;
        for (byte[] seed : FuzzTargets.named(target).seeds()) Files.write(seeds.resolve("seed" + number++), seed);
        Files.createDirectories(corpus());
        // Jazzer's scan of the class path for its own hooks, which we do not use, needs the most of this heap.
        var command = java("192m", "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + JazzerEntry.class.getName(),
                "--target_args=" + target,
                "--instrumentation_includes=io.settee.**",
                "--instrumentation_excludes=io.settee.fuzz.**:io.settee.support.**",
                "--disabled_hooks=" + sanitizers(),
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-timeout=10",
                // The heap is the limit. What libFuzzer measures begins with the peak of the process that started this
                // one.
                "-rss_limit_mb=0",
                "-max_total_time=" + seconds,
                corpus().toString(),
                seeds.toString()));
        return command;
    }

    /** Jazzer's own detectors, by name, as it wants them: they are for servers of the Web, and one forbids us to use a socket. */
    private static String sanitizers() {
        return Stream.of(
                        "Deserialization",
                        "ExpressionLanguageInjection",
                        "FilePathTraversal",
                        "LdapInjection",
                        "NamingContextLookup",
                        "OsCommandInjection",
                        "ReflectiveCall",
                        "RegexInjection",
                        "RegexRoadblocks",
                        "ScriptEngineInjection",
                        "ServerSideRequestForgery",
                        "SqlInjection",
                        "TemplateInjection",
                        "UnsafeSanitizer",
                        "XPathInjection",
                        "XmlParserSsrfGuidance")
                .map("com.code_intelligence.jazzer.sanitizers."::concat)
                .collect(Collectors.joining(":"));
    }

    private List<String> hostile() {
        // Of the log only what must never be there.
        var command = java("96m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        Properties all = System.getProperties();
        for (String name : all.stringPropertyNames()) {
            if (name.startsWith("settee.erl.") && !name.endsWith(".report"))
                command.add("-D" + name + "=" + all.getProperty(name));
        }
        command.addAll(List.of(HostileRun.class.getName(), "--seconds", Integer.toString(seconds)));
        return command;
    }

    private static List<String> java(String heap, String... more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(Stream.of(more).toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }
}
