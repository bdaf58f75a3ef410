package io.settee.cli;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.ErlangNode;
import io.settee.carrier.Carriers;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.identity.Cookie;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code settee audit} and {@code settee peers} on real clusters. What a link is made of is what the nodes measure. */
@Timeout(60)
class AuditErlIT {
    private static final String COOKIE = "tell-nobody";
    private static final String HERE = "127.0.0.1";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static CertificateFolder certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates =
                CertificateMaker.writeCluster(dir.resolve("tls"), List.of(HERE), CertificateMaker.Options.DEFAULT);
    }

    private static ErlNodeBuilder erl(int release, String name) {
        return erlang.node(name).release(release).cookie(COOKIE);
    }

    private static ErlNode tls(int release, String name) {
        return erl(release, name).tls(certificates.optionFile()).start();
    }

    /** As CouchDB starts its nodes. */
    private static ErlNode couch(int release, String name, String... noTls) {
        ErlNodeBuilder builder = erl(release, name).protoDist("couch").tls(certificates.optionFile());
        for (String pattern : noTls) builder.args("-couch_dist", "no_tls", '"' + pattern + '"');
        return builder.start();
    }

    private static void connect(ErlNode from, String to) {
        assertThat(from.eval("net_adm:ping('" + to + "@127.0.0.1')")).isEqualTo("pong");
    }

    private static CommandRun run(String command, ErlNode node, String... more) {
        var words = new ArrayList<>(
                List.of(command, node.name().toString(), "--cookie", COOKIE, "--epmd-port", "" + erlang.epmdPort()));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static CommandRun overTls(String command, ErlNode node, String... more) {
        return run(
                command,
                node,
                Stream.concat(Stream.of("--tls-conf", certificates.optionFile().toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static JsonObject json(CommandRun run) {
        assertThat(run.out()).as("%s", run).startsWith("{");
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static JsonObject entry(JsonObject survey, String list, String key, String value) {
        return objects(survey, list)
                .filter(entry -> entry.get(key).getAsString().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + value + " in " + survey));
    }

    private static Stream<JsonObject> objects(JsonObject survey, String list) {
        return StreamSupport.stream(survey.getAsJsonArray(list).spliterator(), false)
                .map(JsonElement::getAsJsonObject);
    }

    /** {@code a-b TLSv1.2}, without the hosts. */
    private static List<String> links(JsonObject survey) {
        return objects(survey, "links")
                .map(link -> name(link, "a") + "-" + name(link, "b") + " "
                        + (link.has("version")
                                ? link.get("version").getAsString()
                                : link.get("carrier").getAsString())
                        + (link.get("hidden").getAsBoolean() ? " hidden" : ""))
                .toList();
    }

    private static String name(JsonObject link, String end) {
        String name = link.get(end).getAsString();
        return name.substring(0, name.indexOf('@'));
    }

    private static List<String> findings(JsonObject audit) {
        return objects(audit, "findings")
                .map(finding -> finding.get("severity").getAsString() + " "
                        + finding.get("topic").getAsString() + " "
                        + finding.get("what").getAsString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 29})
    void findsThePlainLinksOfACouchCluster(int release) {
        String third = "c" + release + "@127.0.0.1";
        ErlNode a = couch(release, "a" + release, third);
        couch(release, "b" + release, third);
        couch(release, "c" + release, third);
        connect(a, "b" + release);
        connect(a, "c" + release);

        CommandRun run = overTls("audit", a, "--no-tls", third, "--json");
        JsonObject audit = json(run);
        assertThat(run.status()).isZero();
        String version = release == 25 ? "TLSv1.2" : "TLSv1.3";
        assertThat(links(audit))
                .contains("a" + release + "-b" + release + " " + version, "a" + release + "-c" + release + " plain");
        JsonObject link = objects(audit, "links").findFirst().orElseThrow();
        assertThat(link.get("cipher").getAsString()).startsWith("TLS_").contains("AES_256_GCM");
        for (String end : List.of("atA", "atB")) {
            JsonObject seen = link.getAsJsonObject(end);
            assertThat(seen.get("verifiesPeer").getAsBoolean()).isTrue();
            assertThat(seen.get("peerAddress").getAsString()).startsWith("127.0.0.1:");
            assertThat(seen.getAsJsonObject("peerCertificate").get("subject").getAsString())
                    .isEqualTo("CN=127.0.0.1");
        }
        assertThat(findings(audit))
                .anySatisfy(finding -> assertThat(finding)
                        .startsWith("note plain-link a" + release)
                        .endsWith("plain TCP, as no_tls allows on both"));
        JsonObject node = entry(audit, "nodes", "name", third);
        assertThat(node.get("asked").getAsString()).isEqualTo("dialled");
        assertThat(node.get("otp").getAsString()).isEqualTo("" + release);
        assertThat(node.getAsJsonArray("noTls").get(0).getAsString()).isEqualTo(third);

        // By its own flags the cluster is as it is to be; by ours it is not.
        CommandRun strict = overTls("audit", a, "--require-tls", "--setup-time", "2");
        assertThat(strict.status()).isEqualTo(1);
        assertThat(strict.out())
                .contains(" PLAIN ", "error    a" + release + "@127.0.0.1 – ", third, "by way of a" + release)
                .doesNotContain(COOKIE);
    }

    @Test
    void takesALinkForWrongThatAPatternMatchesByItsDot() {
        ErlNode a = couch(27, "dot", "x.1@127.0.0.1");
        couch(27, "x-1", "x.1@127.0.0.1");
        connect(a, "x-1");
        CommandRun run = overTls("audit", a, "--setup-time", "2");
        assertThat(run.status()).as("%s", run).isEqualTo(1);
        assertThat(run.out())
                .startsWith("Nothing is encrypted: the only link is plain TCP.")
                .contains("is to speak TLS (couch, no_tls x.1@127.0.0.1)", "matches by accident");
    }

    @Test
    void seesAClusterOfSeveralReleasesFromOneOfThemHiddenNodesAndAll() throws Exception {
        ErlNode first = tls(25, "mixed25");
        for (int release : List.of(27, 29)) {
            tls(release, "mixed" + release);
            connect(first, "mixed" + release);
        }
        // The oldest that there is; OTP 23 is refused by 27 and newer.
        int oldest = ErlReleases.all().getFirst();
        ErlNode hidden =
                erl(oldest, "hider").tls(certificates.optionFile()).hidden().start();
        connect(hidden, "mixed25");
        try (ErlangNode tool = ErlangNode.namedBy(HERE, "mixed27@127.0.0.1")
                        .cookie(Cookie.of(COOKIE, "test"))
                        .carriers(Carriers.tls(OptionFile.read(certificates.optionFile())))
                        .epmdPort(erlang.epmdPort())
                        .start();
                ErlangNode java = ErlangNode.named("java@127.0.0.1")
                        .cookie(Cookie.of(COOKIE, "test"))
                        .carriers(Carriers.tls(OptionFile.read(certificates.optionFile())))
                        .listen(InetAddress.getLoopbackAddress(), 0, 0)
                        .epmdPort(erlang.epmdPort())
                        .start()) {
            java.connect("mixed29@127.0.0.1");
            CommandRun run = overTls("audit", first, "--json");
            JsonObject audit = json(run);
            assertThat(run.status()).isZero();
            assertThat(audit.get("answer").getAsString()).startsWith("All ").contains("links are encrypted. 2 nodes");
            List<String> links = links(audit);
            assertThat(links).contains("mixed25-mixed27 TLSv1.2", "hider-mixed25 TLSv1.2 hidden");
            assertThat(links)
                    .anySatisfy(link ->
                            assertThat(link).startsWith("java-mixed29 TLSv1.").endsWith(" hidden"));
            // A Java node evaluates no Erlang; its certificate is known by its peer.
            JsonObject silent = entry(audit, "nodes", "name", "java@127.0.0.1");
            assertThat(silent.get("asked").getAsString()).isEqualTo("silent");
            assertThat(silent.get("problem").getAsString()).contains("erl_eval:exprs/2", "notsup");
            assertThat(silent.getAsJsonArray("certificates")).hasSize(1);
            // Nobody can dial this one.
            assertThat(entry(audit, "nodes", "name", tool.name().toString())
                            .get("problem")
                            .getAsString())
                    .startsWith("asked by way of mixed27@127.0.0.1: ")
                    .contains("notsup");
            assertThat(entry(audit, "nodes", "name", "hider@127.0.0.1")
                            .get("hidden")
                            .getAsBoolean())
                    .isTrue();
            assertThat(findings(audit))
                    .anySatisfy(finding -> assertThat(finding).contains(" release the releases differ: "));
            assertThat(entry(audit, "nodes", "name", "hider@127.0.0.1")
                            .get("otp")
                            .getAsString())
                    .isEqualTo("" + oldest);
            for (int release : List.of(25, 27, 29)) {
                assertThat(entry(audit, "nodes", "name", "mixed" + release + "@127.0.0.1")
                                .get("otp")
                                .getAsString())
                        .isEqualTo("" + release);
            }
        }
    }

    @Test
    void asksByWayOfAMemberWhomItCannotDialAndComparesCookies() {
        ErlNode a = erl(25, "plain1").start();
        ErlNode b = erl(27, "plain2").start();
        ErlNode stranger = erl(27, "stranger").cookie("unlikely-word").hidden().start();
        connect(a, "plain2");
        stranger.eval("erlang:set_cookie('plain2@127.0.0.1', 'tell-nobody')");
        connect(stranger, "plain2");
        // Behind it is one that only the stranger is connected to.
        erl(25, "friend").cookie("unlikely-word").hidden().start().eval("pong = net_adm:ping('stranger@127.0.0.1')");
        // A node that has gone is still there for whoever says that it should be.
        CommandRun run = run("audit", a, "gone@127.0.0.1", "--json");
        JsonObject audit = json(run);
        assertThat(run.status()).isZero();
        assertThat(audit.get("answer").getAsString()).startsWith("Nothing is encrypted: all ");
        JsonObject asked = entry(audit, "nodes", "name", "stranger@127.0.0.1");
        assertThat(asked.get("asked").getAsString()).isEqualTo("through");
        assertThat(asked.get("problem").getAsString()).contains("cookie");
        assertThat(asked.get("cookie").getAsString())
                .isNotEqualTo(entry(audit, "nodes", "name", a.name().toString())
                        .get("cookie")
                        .getAsString());
        JsonObject friend = entry(audit, "nodes", "name", "friend@127.0.0.1");
        assertThat(friend.get("through").getAsString()).isEqualTo("stranger@127.0.0.1");
        assertThat(friend.get("otp").getAsString()).isEqualTo("25");
        JsonObject gone = entry(audit, "nodes", "name", "gone@127.0.0.1");
        assertThat(gone.get("asked").getAsString()).isEqualTo("unreachable");
        assertThat(gone.get("problem").getAsString()).contains("at step epmd", "knows no node 'gone'");
        assertThat(findings(audit))
                .anySatisfy(finding -> assertThat(finding).startsWith("warning cookie there is more than one"));
        assertThat(run.out()).doesNotContain("unlikely-word", COOKIE);

        // Both nodes have another secret for each other by now.
        b.eval("erlang:set_cookie('plain1@127.0.0.1', fresh)");
        assertThat(run("audit", a).out())
                .contains("plain1@127.0.0.1 – plain2@127.0.0.1: they are connected and have different cookies");
    }

    @Test
    void failsWhenACertificateEndsSoonOrNobodyIsVerified() throws IOException {
        CertificateFolder brief = CertificateMaker.writeCluster(
                dir.resolve("brief"),
                List.of(HERE),
                CertificateMaker.Options.builder().validity(Duration.ofDays(20)).build());
        Path blind = Files.writeString(dir.resolve("blind.conf"), """
                [{server, [{certfile, "%s"}, {keyfile, "%s"}, {verify, verify_none}]},
                 {client, [{verify, verify_none}]}].
                """.formatted(
                        brief.optionFile().resolveSibling("cert.pem"),
                        brief.optionFile().resolveSibling("key.pem")));
        ErlNode a = erl(27, "brief1").tls(blind).start();
        erl(27, "brief2").tls(blind).start();
        connect(a, "brief2");
        CommandRun run = run("audit", a, "--tls-conf", brief.optionFile().toString());
        assertThat(run.status()).as("%s", run).isEqualTo(1);
        assertThat(run.out())
                .startsWith("The only link is encrypted.")
                .containsPattern(
                        "error    brief[12]@127.0.0.1.*: the certificate \\(CN=127.0.0.1\\) expires in (19|20) days")
                .contains("verifies nobody (verify_none) on brief1@127.0.0.1 – brief2");
        assertThat(run("audit", a, "--tls-conf", brief.optionFile().toString(), "--days", "7")
                        .status())
                .isZero();
    }

    @Test
    void tellsOfOneNodesPeers() {
        ErlNode a = tls(25, "one");
        tls(27, "two");
        connect(a, "two");
        CommandRun alone = overTls("peers", a);
        assertThat(alone.status()).as("%s", alone).isZero();
        assertThat(alone.out().lines())
                .satisfiesExactly(
                        head -> assertThat(head)
                                .startsWith("one@127.0.0.1, OTP 25 (erts 13.")
                                .endsWith("), inet_tls"),
                        peer -> assertThat(peer)
                                .containsPattern(
                                        "two@127.0.0.1  visible  TLS TLSv1.2 TLS_ECDHE_\\w+  127.0.0.1:\\d+  CN=127.0.0.1, \\d+ days left"));
        assertThat(overTls("peers", a, "--all").out())
                .containsPattern("1  one@127.0.0.1 +\\. +TLS +25/13")
                .contains("one@127.0.0.1 – two@127.0.0.1  TLS  TLSv1.2");
        assertThat(objects(json(overTls("peers", a, "--json")), "nodes")).hasSize(1);
    }

    @Test
    void missesMembersThatAreDownAndWaitsForNobodyForLong() {
        ErlNode a = erl(27, "base1").start();
        ErlNode b = erl(27, "base2").start();
        ErlNode c = erl(27, "base3").start();
        for (ErlNode node : List.of(a, b, c)) node.eval("ok = mnesia:start()");
        a.eval("{ok, [_, _]} = mnesia:change_config(extra_db_nodes, ['base2@127.0.0.1', 'base3@127.0.0.1'])");
        b.stop();
        c.pause();
        try {
            long start = System.nanoTime();
            CommandRun run = run("audit", a, "--json", "--timeout", "1", "--setup-time", "1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            JsonObject audit = json(run);
            assertThat(entry(audit, "nodes", "name", "base1@127.0.0.1")
                            .getAsJsonObject("dialled")
                            .get("carrier")
                            .getAsString())
                    .isEqualTo("plain");
            JsonObject down = entry(audit, "nodes", "name", "base2@127.0.0.1");
            assertThat(down.get("asked").getAsString()).isEqualTo("unreachable");
            assertThat(down.get("problem").getAsString()).contains("knows no node 'base2'");
            JsonObject frozen = entry(audit, "nodes", "name", "base3@127.0.0.1");
            assertThat(frozen.get("asked").getAsString()).isEqualTo("unreachable");
            assertThat(frozen.get("problem").getAsString())
                    .contains("says nothing within 1 s", "asked by way of base1@127.0.0.1: ", "timeout");
            assertThat(links(audit)).containsExactly("base1-base3 plain");
        } finally {
            c.resume();
        }
    }

    /** CouchDB keeps the name of its time before it had one among its members. */
    @Test
    void goesOnWhenAMemberHasAShortName() {
        ErlNode a = erl(27, "cluster1").start();
        a.eval("""
                {ok, mem3, Code} = compile:forms([{attribute, 1, module, mem3}, {attribute, 1, export, [{nodes, 0}]},
                    {function, 1, nodes, 0, [{clause, 1, [], [], [{cons, 1, {atom, 1, nonode@nohost}, {nil, 1}}]}]}]),
                {module, mem3} = code:load_binary(mem3, "mem3.erl", Code)""");
        JsonObject audit = json(run("audit", a, "--json"));
        JsonObject nobody = entry(audit, "nodes", "name", "nonode@nohost");
        assertThat(nobody.get("asked").getAsString()).isEqualTo("unreachable");
        assertThat(nobody.get("problem").getAsString()).contains("nonode@nohost a short one");
    }

    @Test
    void leavesTheNodesAsTheyWere() {
        ErlNode a = tls(27, "calm");
        tls(27, "calm2");
        connect(a, "calm2");
        int before = Integer.parseInt(a.eval("length(processes())"));
        assertThat(overTls("audit", a).status()).isZero();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(a.eval("nodes(hidden)")).isEqualTo("[]");
            // Fewer if something of the start had not ended yet.
            assertThat(Integer.parseInt(a.eval("length(processes())"))).isLessThanOrEqualTo(before);
        });
        assertThat(a.output()).doesNotContain("error", "warning");
    }

    @Test
    void saysWhyTheFirstNodeCannotBeReached() throws IOException {
        ErlNode a = erl(25, "lonely").start();
        CommandRun run =
                CommandRun.of("audit", "nobody@127.0.0.1", "--cookie", COOKIE, "--epmd-port", "" + erlang.epmdPort());
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("no connection to nobody@127.0.0.1", "lonely");
        Path page = dir.resolve("no").resolve("page.html");
        CommandRun unwritten = run("audit", a, "--html", page.toString());
        assertThat(unwritten.status()).isEqualTo(2);
        assertThat(unwritten.err()).contains("cannot write " + page);
        assertThat(run("audit", a).out()).startsWith("There are no connections: lonely@127.0.0.1 is alone.");
        assertThat(Files.exists(page)).isFalse();
    }
}
