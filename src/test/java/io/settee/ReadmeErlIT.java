package io.settee;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.cluster.Pg;
import io.settee.process.Mailbox;
import io.settee.support.JavaProgram;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the README, run against a real node. */
class ReadmeErlIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @Test
    void showsTheJavaThatIsTested() throws IOException {
        String source = unindented(Files.readString(Path.of("src/test/java/io/settee/ReadmeExamples.java")));
        assertThat(blocks("java"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(source).contains(unindented(block)));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + b + "\n");
    }

    @Test
    void greetsARealNodeInTwentyLines() throws Exception {
        ErlNode shell = erlang.node("shell").cookie("secret").start();
        shell.eval(blocks("erlang").getFirst());
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        JavaProgram.classPath(),
                        "io.settee.ReadmeExamples",
                        "search@127.0.0.1",
                        "secret",
                        shell.name().toString())
                .redirectErrorStream(true);
        command.environment().put("ERL_EPMD_PORT", Integer.toString(erlang.epmdPort()));
        Process java = command.start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(printed)
                .contains(" says Grüße!")
                .contains("{'DOWN',#Ref<")
                .containsPattern("shell@127.0.0.1 +up +127.0.0.1:\\d+ +tcp");
        assertThat(java.exitValue()).isZero();
    }

    @Test
    void servesErlangUnderASupervisor() throws Exception {
        ErlNode shell = erlang.node("caller").cookie("secret").start();
        try (ErlangNode node = ErlangNode.named("search@127.0.0.1")
                .cookie("secret")
                .epmdPort(erlang.epmdPort())
                .start()) {
            ReadmeExamples.supervise(node);
            assertThat(shell.eval("gen_server:call({counter, 'search@127.0.0.1'}, 5)"))
                    .isEqualTo("5");
            assertThat(shell.eval(
                            "[{counter, First, worker, _}] = supervisor:which_children({sup, 'search@127.0.0.1'}),"
                                    + "Monitor = monitor(process, First), catch gen_server:call(First, x),"
                                    + "receive {'DOWN', Monitor, _, _, {Error, _}} -> Error end"))
                    .isEqualTo("{'java.lang.IllegalArgumentException',<<\"not a number: x\">>}");
            assertThat(shell.eval("""
                    (fun Again() -> case supervisor:which_children({sup, 'search@127.0.0.1'}) of
                        [{counter, New, worker, _}] when is_pid(New), New =/= First -> gen_server:call(New, read);
                        _ -> Again() end end)()""")).isEqualTo("0");
        }
    }

    @Test
    void showsTermsBySwitch() {
        assertThat(List.of(
                        ReadmeExamples.show(atom("ok")),
                        ReadmeExamples.show(integer(7)),
                        ReadmeExamples.show(binary("x")),
                        ReadmeExamples.show(tuple(atom("a"), atom("b"))),
                        ReadmeExamples.show(list(atom("a"), integer(1)))))
                .containsExactly("the atom ok", "the number 7", "the text x", "a pair", "the term [a,1]");
    }

    @Test
    void startsFromAVmArgsAndFromAnOptionFile(@TempDir Path dir) throws Exception {
        CertificateFolder certs =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        ErlNode secure =
                erlang.node("secure").cookie("secret").tls(certs.optionFile()).start();
        ErlNode legacy = erlang.node("legacy1").cookie("secret").start();
        Path vmArgs = Files.writeString(dir.resolve("vm.args"), """
                -name fromfile@127.0.0.1
                -setcookie secret
                -proto_dist couch -ssl_dist_optfile %s
                -couch_dist no_tls '"legacy*@*"'
                -env ERL_EPMD_PORT %d
                """.formatted(certs.optionFile(), erlang.epmdPort()));
        try (ErlangNode node = ReadmeExamples.fromFile(vmArgs);
                ErlangNode other = ReadmeExamples.couch(certs.optionFile())
                        .cookie("secret")
                        .epmdPort(erlang.epmdPort())
                        .start()) {
            for (ErlangNode each : List.of(node, other)) {
                assertThat(each.ping(secure.name().toString(), SOON)).isTrue();
                assertThat(each.ping(legacy.name().toString(), SOON)).isTrue();
                assertThat(each.peers())
                        .extracting(peer -> peer.node().name() + " " + peer.carrier())
                        .containsExactly("legacy1 tcp", "secure tls");
            }
        }
    }

    @Test
    void isCalledByErlang() throws Exception {
        ErlNode shell = erlang.node("shell").cookie("secret").start();
        ErlNode other = erlang.node("stranger").cookie("secret").start();
        try (ErlangNode node = ErlangNode.named("search@127.0.0.1")
                .cookie("secret")
                .epmdPort(erlang.epmdPort())
                .exports(ReadmeExamples.greeter())
                .start()) {
            String call =
                    blocks("text").getFirst().lines().findFirst().orElseThrow().replaceFirst(".*> ", "");
            assertThat(shell.eval(call)).isEqualTo("<<\"hello Joe\">>");
            assertThat(shell.eval("rpc:call('search@127.0.0.1', greeter, greet, [joe])"))
                    .startsWith("{badrpc,{'EXIT',{badarg,[{'io.settee.ReadmeExamples',");
            assertThat(shell.eval("""
                    {P, R} = spawn_opt('search@127.0.0.1', greeter, wait, [], [monitor]),
                    P ! done,
                    receive {'DOWN', R, process, P, Reason} -> Reason end""")).isEqualTo("normal");
            assertThat(other.eval(call)).contains("refused", "stranger@127.0.0.1 may call nothing here");
            assertThat(node.exportStatistics().returned()).isEqualTo(2);
        }
    }

    @Test
    void callsErlang() throws Exception {
        ErlNode called = erlang.node("called").cookie("secret").start();
        try (ErlangNode node = ErlangNode.named("calling@127.0.0.1")
                .cookie("secret")
                .epmdPort(erlang.epmdPort())
                .start()) {
            assertThat(ReadmeExamples.callOut(node, called.name().toString())).isEqualTo(atom("ok"));
        }
    }

    @Test
    void joinsAProcessGroupAndHasAGlobalName() throws Exception {
        ErlNode erl = erlang.node("grouped").cookie("secret").start();
        erl.eval("pg:start(pg), pg:join(workers, self())");
        try (ErlangNode node = ErlangNode.named("groups@127.0.0.1")
                        .cookie("secret")
                        .epmdPort(erlang.epmdPort())
                        .hidden(false)
                        .start();
                Mailbox worker = node.mailbox();
                Mailbox watcher = node.mailbox()) {
            node.connect(erl.name().toString());
            await().atMost(SOON).until(() -> node.pg().members("workers").size() == 1);
            Pg.Monitored monitor = ReadmeExamples.joinAndWatch(node, worker, watcher);
            assertThat(monitor.groups().get(atom("workers"))).hasSize(2);
            erl.eval("pg:leave(workers, self())");
            assertThat(watcher.receive(SOON).orElseThrow().toString()).contains("leave,workers");
            ReadmeExamples.become(node, worker);
            assertThat(erl.eval("node(global:whereis_name(searcher))")).isEqualTo("'groups@127.0.0.1'");
        }
    }

    @Test
    void demandsOpenSsl(@TempDir Path dir) throws Exception {
        CertificateFolder certs =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        Path only13 = Files.writeString(
                dir.resolve("only13.conf"),
                Files.readString(certs.optionFile()).replace("{secure_renegotiate, true}", "{versions, ['tlsv1.3']}"));
        ErlNode modern = erlang.node("modern").cookie("secret").tls(only13).start();
        try (ErlangNode node = ReadmeExamples.openSsl(only13)
                .cookie("secret")
                .epmdPort(erlang.epmdPort())
                .start()) {
            assertThat(node.ping(modern.name().toString(), SOON)).isTrue();
            assertThat(node.peersTable()).contains("TLSv1.3 TLS_AES_128_GCM_SHA256 by OpenSSL");
        }
    }
}
