package io.settee.check;

import static io.settee.check.Setup.COOKIE_ONLY;
import static io.settee.check.Setup.ME;
import static io.settee.check.Setup.couch;
import static io.settee.check.Setup.inetTls;
import static io.settee.check.Setup.noted;
import static io.settee.check.Setup.warned;
import static io.settee.check.Setup.wrong;
import static io.settee.check.Step.CARRIER;
import static io.settee.check.Step.EPMD;
import static io.settee.check.Step.NAME;
import static io.settee.check.Step.SETTINGS;
import static io.settee.check.Verdict.NOTE;
import static io.settee.check.Verdict.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that do not work, or not for everybody, each with what a checkup must say of it. */
class SettingsCheckErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static Path good;
    private static Strangers strangers;

    @BeforeAll
    static void startTargets() throws Exception {
        good = new Certificates(dir).conf("good", r -> r);
        strangers = new Strangers();
        erlang.node("plain").release(27).start();
        erlang.node("tls25").release(25).tls(good).start();
    }

    @AfterAll
    static void closeStrangers() throws Exception {
        strangers.close();
    }

    static Stream<Setup> settings() throws IOException {
        Path readable = Files.createDirectories(dir.resolve("home-readable"));
        Path cookie = Files.writeString(readable.resolve(".erlang.cookie"), "settee-testkit");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("rw-r--r--"));
        String noCookie = "-name me@127.0.0.1";
        return Stream.of(
                wrong(
                        "a carrier that there is not",
                        ME + "-proto_dist inet_tsl",
                        SETTINGS,
                        "-proto_dist inet_tsl is not known"),
                wrong("TLS without certificates", ME + "-proto_dist inet_tls", SETTINGS, "no certificates are named"),
                wrong(
                        "two values of no_tls",
                        couch("-couch_dist no_tls a b", good),
                        SETTINGS,
                        "one pattern is needed, and 2 are given"),
                warned(
                        "no_tls with too few quotes",
                        couch("-couch_dist no_tls \"clouseau@*\"", good),
                        SETTINGS,
                        "a couch node takes this for the very name clouseau@*"),
                warned(
                        "the node itself under no_tls",
                        couch("-couch_dist no_tls me@127.0.0.1", good),
                        CARRIER,
                        "listens for plain TCP alone"),
                new Setup(
                        "a peer under no_tls that may not dial",
                        couch("-couch_dist no_tls plain@127.0.0.1", good),
                        "plain@127.0.0.1",
                        Map.of(),
                        CARRIER,
                        NOTE,
                        "plain@127.0.0.1 cannot dial it"),
                new Setup(
                        "a dot that is any character to couch",
                        couch(
                                "-couch_dist no_tls '\"plain@127.0.0?1\"' -couch_dist no_tls '\"tls25@127.0a0.1\"' -couch_dist no_tls '\"tls2.@127.0.0.1\"'",
                                good),
                        "tls25@127.0.0.1",
                        Map.of(),
                        CARRIER,
                        WARNING,
                        "would reach tls25@127.0.0.1 over TCP"),
                noted("couch without couch_dist.beam", couch("", good), CARRIER, "Protocol 'couch': not supported"),
                noted(
                        "flags on two lines, for scripts",
                        ME + "\n-proto_dist inet_tls\n-ssl_dist_optfile " + good,
                        SETTINGS,
                        "are on two lines"),
                wrong(
                        "a variable that is not set",
                        ME + "-kernel net_ticktime ${NO_SUCH_VARIABLE}",
                        SETTINGS,
                        "NO_SUCH_VARIABLE is not set"),
                wrong(
                        "a quote that is not closed",
                        "-name me@127.0.0.1 -setcookie 'monster",
                        SETTINGS,
                        "is not closed"),
                wrong("two cookies", ME + "-setcookie other", SETTINGS, "-setcookie for the second time"),
                warned("two carriers", ME + "-proto_dist inet_tcp -proto_dist inet_tls", SETTINGS, "is ignored"),
                warned("a cookie file that others can read", noCookie, SETTINGS, "a BEAM refuses to start")
                        .in("HOME", readable.toString()),
                wrong("no cookie at all", noCookie, SETTINGS, "there is no -setcookie")
                        .in("HOME", dir.resolve("nobody").toString()),
                warned("no name", COOKIE_ONLY, NAME, "there is no -name and no -sname"),
                wrong(
                        "a short name with a dot",
                        COOKIE_ONLY + "-sname me@127.0.0.1",
                        SETTINGS,
                        "the host of a short name has no dots"),
                warned(
                        "the name of another node",
                        COOKIE_ONLY + "-name plain@127.0.0.1",
                        NAME,
                        "the name 'plain' is taken"),
                warned(
                        "a host of another machine",
                        COOKIE_ONLY + "-name me@192.0.2.1",
                        NAME,
                        "is no address of this machine"),
                warned(
                        "a host that nobody knows",
                        COOKIE_ONLY + "-name me@no-such-host.invalid",
                        NAME,
                        "cannot be resolved"),
                warned(
                        "a listener where its name does not lead",
                        ME + "-kernel inet_dist_use_interface '{127,0,0,2}'",
                        NAME,
                        "this node listens at 127.0.0.2 only, and its name leads to 127.0.0.1"),
                warned("other flags in the environment", ME + "-proto_dist inet_tcp", SETTINGS, "is ignored")
                        .in("ERL_FLAGS", "-proto_dist inet_tls"),
                warned(
                        "a path that counts from somewhere",
                        inetTls(Path.of("").toAbsolutePath().relativize(good)),
                        SETTINGS,
                        "relative paths count from the folder in which the node is started"),
                wrong("no EPMD, and none to be started", ME + "-start_epmd false", EPMD, "no EPMD answers")
                        .in("ERL_EPMD_PORT", "" + strangers.free()));
    }

    @Test
    void tellsEveryFaultByItself() throws Exception {
        String flags = "-name me@127.0.0.1 -proto_dist inet_tsl\n-couch_dist no_tls a b\n-kernel net_ticktime 0";
        Report report = Setup.check(dir, erlang.epmdPort(), flags, "", Map.of());
        String file = dir.resolve("vm.args").toString();
        assertThat(report.findings())
                .extracting(Finding::what)
                .satisfiesExactlyInAnyOrder(
                        what -> assertThat(what).startsWith(file + " line 2: -proto_dist inet_tsl is not known"),
                        what -> assertThat(what).startsWith(file + " line 3: -couch_dist no_tls a b: one pattern"),
                        what -> assertThat(what).startsWith(file + " line 4: -kernel net_ticktime is a number"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void namesTheCause(Setup setup) throws Exception {
        setup.isSeenThrough(dir, erlang.epmdPort());
    }
}
