package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.PtyProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, in a real shell, with Javas that only say how they were started. */
class LauncherTest {
    @TempDir
    private Path dir;

    private Path launcher = Path.of("");

    @BeforeEach
    void install() throws IOException {
        launcher = dir.resolve("settee");
        Files.copy(Path.of("src/main/scripts/settee"), launcher);
        Files.writeString(dir.resolve("settee-cli.jar"), "");
    }

    /** A Java of this release; asked to make a cache it makes one. */
    private Path java(String release) throws IOException {
        Path home = dir.resolve("java-" + release);
        if (Files.exists(home)) return home;
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + release + "\"\nOS_NAME=\"Linux\"\n");
        Path java = Files.writeString(
                home.resolve("bin/java"),
                "#!/bin/sh\necho \"$*\"\n"
                        // Java refuses to do both.
                        + "case $* in *-XX:AOTCache=*CacheOutput=* | *SharedArchiveFile=*AtExit=*) exit 1 ;; esac\nfor each; do case $each in"
                        + " -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo made > \"${each#*=}\" ;; esac; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return home;
    }

    private String run(Map<String, String> environment, Path program, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", program.toString()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("SETTEE_STARTUP_CACHE", dir.resolve("cache").toString());
        builder.environment().put("XDG_RUNTIME_DIR", dir.resolve("run").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + said.strip();
    }

    private String run(String release, String... arguments) throws Exception {
        return run(Map.of("JAVA_HOME", java(release).toString()), launcher, arguments);
    }

    @ParameterizedTest
    @CsvSource({"21.0.5, -XX:SharedArchiveFile=", "24.0.1, -XX:SharedArchiveFile=", "25.0.3, -XX:AOTCache="})
    void makesTheCacheOfEachJavaAndUsesItUntilTheProgramChanges(String release, String use) throws Exception {
        assertThat(run(release, "names")).startsWith("0 ").doesNotContain(use);
        assertThat(run(release, "train")).isEqualTo("0 ");
        assertThat(run(release, "train")).isEqualTo("0 ");
        assertThat(run(release, "names", "a b"))
                .contains(use + dir.resolve("cache"))
                .endsWith("-jar " + dir.resolve("settee-cli.jar") + " names a b");

        Files.setLastModifiedTime(
                dir.resolve("settee-cli.jar"),
                FileTime.fromMillis(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1)));
        assertThat(run(release, "names")).startsWith("0 ").doesNotContain(use);
    }

    @Test
    void givesEachJavaOnlyTheFlagsThatItKnows() throws Exception {
        assertThat(run("21", "names")).doesNotContain("--enable-native-access", "--sun-misc-unsafe");
        assertThat(run("22.0.2", "names")).contains("--enable-native-access").doesNotContain("--sun-misc-unsafe");
        assertThat(run("23", "names")).contains("--enable-native-access", "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void looksElsewhereIfTheJavaGivenIsTooOldAndBehindALink() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), launcher);
        String path = java("999").resolve("bin") + ":" + System.getenv("PATH");

        assertThat(run(Map.of("JAVA_HOME", java("17.0.9").toString(), "PATH", path), link, "names"))
                .startsWith("0 ")
                .endsWith("-jar " + dir.resolve("settee-cli.jar") + " names");
    }

    @Test
    void saysThatTheJarIsMissing() throws Exception {
        Files.delete(dir.resolve("settee-cli.jar"));

        assertThat(run("25", "names")).startsWith("1 settee: ").contains("settee-cli.jar is missing");
    }

    @Test
    void hasCommandsRunByTheAgentIfThereIsOneAndItIsNotTurnedOff() throws Exception {
        Files.writeString(dir.resolve("settee-by-agent"), "echo \"by agent: $*\"");
        Path file = Files.createDirectories(dir.resolve("run/settee")).resolve("agent");
        // A command that finds no cache has one made in the background.
        Map<String, String> java = Map.of("JAVA_HOME", java("25").toString(), "SETTEE_STARTUP_CACHE", "off");
        assertThat(run(java, launcher, "call", "a@b")).doesNotContain("by agent");

        Files.writeString(file, "");
        assertThat(run(java, launcher, "call", "a@b"))
                .isEqualTo("0 by agent: " + launcher + " " + dir.resolve("settee-cli.jar") + " " + file + " call a@b");
        // With a pipe for its standard input.
        assertThat(run(java, launcher, "remsh", "a@b")).doesNotContain("by agent");
        var off = new HashMap<>(java);
        off.put("SETTEE_AGENT", "off");
        assertThat(run(off, launcher, "call", "a@b")).doesNotContain("by agent");
    }

    /** A Java that does this in place of being an agent. */
    private Map<String, String> agentThat(String does) throws IOException {
        Path home = java("25");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n" + does + "\n");
        return Map.of("JAVA_HOME", home.toString(), "SETTEE_STARTUP_CACHE", "off");
    }

    @Test
    void startsAnAgentThatKeepsNoFolderAndHasALogOfItsOwn() throws Exception {
        Path file = dir.resolve("run/settee/agent");
        Files.createDirectories(file.getParent());
        Path log = Files.writeString(file.resolveSibling("agent.log"), "of another");
        Path kept = Files.createLink(dir.resolve("kept"), log);
        String said = run(
                agentThat("echo in \"$PWD\"; printf 'jar\\n1\\n%s\\n' $$ > " + file + "; exec sleep 30"),
                launcher,
                "agent",
                "start");
        assertThat(said).startsWith("0 an agent runs, pid ");
        ProcessHandle.of(Long.parseLong(said.substring(said.lastIndexOf(' ') + 1)))
                .orElseThrow()
                .destroyForcibly();

        assertThat(log).hasContent("in /");
        assertThat(kept).hasContent("of another");
    }

    @Test
    void tellsWhyAnAgentDoesNotStartAndEndsAsItHas() throws Exception {
        assertThat(run(agentThat("echo settee: no such option >&2; exit 2"), launcher, "agent", "start", "--idl"))
                .isEqualTo("2 settee: no such option");
    }

    @Test
    void hasAShellAtATerminalRunByTheAgentUnlessNoLineCanBeEditedThere() throws Exception {
        Files.writeString(dir.resolve("settee-by-agent"), "echo \"by agent: $*\"");
        Files.writeString(Files.createDirectories(dir.resolve("run/settee")).resolve("agent"), "");
        Map<String, String> environment = Map.of(
                "JAVA_HOME",
                java("25").toString(),
                "SETTEE_STARTUP_CACHE",
                "off",
                "XDG_RUNTIME_DIR",
                dir.resolve("run").toString());

        for (String term : List.of("xterm", "dumb", "")) {
            var here = new HashMap<>(environment);
            here.put("TERM", term);
            try (PtyProgram shell = PtyProgram.start(List.of("sh", launcher.toString(), "remsh", "a@b"), 80, here)) {
                shell.expect(term.equals("xterm") ? "by agent: .* remsh a@b" : "-jar .* remsh a@b");
            }
        }
        try (PtyProgram shell = PtyProgram.startLines(launcher + " remsh a@b < /dev/null", 80, environment)) {
            shell.expect("-jar .* remsh a@b");
        }
    }
}
