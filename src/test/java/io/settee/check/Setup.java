package io.settee.check;

import static io.settee.check.Setup.COOKIE_ONLY;
import static io.settee.check.Setup.ME;
import static io.settee.check.Setup.dial;
import static io.settee.check.Setup.tls;
import static io.settee.check.Verdict.NOTE;
import static io.settee.check.Verdict.WARNING;
import static io.settee.check.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set-up that does not work, or not for everybody, and the finding that names its mistake.
 *
 * @param args the vm.args
 * @param dial the peer to dial; empty for settings that are wrong by themselves
 * @param env over the environment of every other
 * @param what a part of the finding's sentence
 */
record Setup(String title, String args, String dial, Map<String, String> env, Step step, Verdict verdict, String what) {
    static final String COOKIE_ONLY = "-setcookie settee-testkit ";
    static final String ME = "-name me@127.0.0.1 " + COOKIE_ONLY;

    static Setup wrong(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, WRONG, what);
    }

    static Setup warned(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, WARNING, what);
    }

    static Setup noted(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, NOTE, what);
    }

    static Setup dial(String title, String args, String peer, Step step, String what) {
        return new Setup(title, args, peer, Map.of(), step, WRONG, what);
    }

    Setup in(String variable, String value) {
        return new Setup(title, args, dial, Map.of(variable, value), step, verdict, what);
    }

    static String tls(Path conf) {
        return " -proto_dist inet_tls -ssl_dist_optfile " + conf;
    }

    static String inetTls(Path conf) {
        return ME + tls(conf);
    }

    static String couch(String patterns, Path conf) {
        return ME + " -proto_dist couch " + patterns + " -ssl_dist_optfile " + conf;
    }

    /** Checks settings, which are written into a folder, and dials a peer unless that is empty. */
    static Report check(Path dir, int epmdPort, String args, String dial, Map<String, String> env) throws Exception {
        Path vmArgs = Files.writeString(dir.resolve("vm.args"), "-kernel net_setuptime 2\n" + args + "\n");
        var environment = new HashMap<>(Map.of("ERL_EPMD_PORT", "" + epmdPort));
        environment.putAll(env);
        Path home = Path.of(environment.getOrDefault("HOME", dir.toString()));
        List<NodeName> peers = Optional.of(dial).filter(d -> !d.isEmpty()).map(NodeName::of).stream()
                .toList();
        return new Checkup(vmArgs, environment, home, List.of(), peers).run();
    }

    /** Checks this set-up: the cause is named, with what to do next, and nothing worse is said. */
    void isSeenThrough(Path dir, int epmdPort) throws Exception {
        Report report = check(dir, epmdPort, args, dial, env);

        assertThat(report.findings()).as("%s", report).anySatisfy(finding -> {
            assertThat(finding.step()).isEqualTo(step);
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.what()).contains(what);
            if (verdict == WRONG)
                assertThat(finding.todo()).as("what to do next").isNotBlank();
        });
        if (verdict == WRONG) assertThat(report.failedAt()).contains(step);
        else if (dial.isEmpty()) assertThat(report.worst()).as("%s", report).isLessThanOrEqualTo(WARNING);
    }

    @Override
    public String toString() {
        return title;
    }
}
