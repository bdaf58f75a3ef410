package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code settee rpc} on a cluster of two releases over TLS, with a third node over TCP as the no_tls rule has it. */
@Timeout(60)
class RpcErlIT {
    private static final String NEWLINE = System.lineSeparator();

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static Path vmArgs;
    private static ErlNode second;

    @BeforeAll
    static void startCluster() throws Exception {
        CertificateFolder certs =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        vmArgs = Files.writeString(dir.resolve("vm.args"), """
                -name couchdb1@127.0.0.1
                -setcookie secret
                -proto_dist couch -ssl_dist_optfile %s
                -couch_dist no_tls '"old*@*"'
                -env ERL_EPMD_PORT %d
                """.formatted(certs.optionFile(), erlang.epmdPort()));
        second = erlang.node("couchdb2")
                .release(29)
                .cookie("secret")
                .tls(certs.optionFile())
                .start();
        erlang.node("old").release(25).cookie("secret").start();
        ErlNode first = erlang.node("couchdb1")
                .release(25)
                .cookie("secret")
                .tls(certs.optionFile())
                .start();
        assertThat(first.eval("net_adm:ping('couchdb2@127.0.0.1')")).isEqualTo("pong");
    }

    private static CommandRun rpc(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("rpc", "--vm-args", vmArgs.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** The story of the README, with its own words. */
    @Test
    void runsAFixOnAllNodes() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String story = readme.substring(readme.indexOf("### Run this fix on all nodes"));
        Path fix = Files.writeString(dir.resolve("fix.erl"), block(story, "erlang"));
        String[] line = block(story, "sh")
                .strip()
                .replace("fix.erl", fix.toString())
                .replace("/etc/couchdb/vm.args", vmArgs.toString())
                .split(" ", -1);
        assertThat(line[0]).isEqualTo("settee");

        CommandRun run = CommandRun.of(Stream.of(line).skip(1).toArray(String[]::new));

        assertThat(run.status()).as("%s", run).isZero();
        List<String> told = block(story, "text").lines().toList();
        assertThat(run.out().lines().limit(2)).containsExactlyInAnyOrderElementsOf(told.subList(0, 2));
        assertThat(run.out().lines().skip(2)).containsExactlyElementsOf(told.subList(2, told.size()));
        assertThat(second.eval("maps:get(level, logger:get_primary_config())")).isEqualTo("error");
    }

    private static String block(String text, String language) {
        int start = text.indexOf("```" + language + "\n") + language.length() + 4;
        return text.substring(start, text.indexOf("```", start));
    }

    @Test
    void reachesEachNodeOverItsOwnCarrierAndSaysWhichOneItCannot() {
        CommandRun run = rpc("--nodes", "couchdb2@127.0.0.1,old@127.0.0.1,gone@127.0.0.1", "erlang", "node");

        assertThat(run.status()).as("%s", run).isEqualTo(3);
        assertThat(run.out())
                .containsPattern("couchdb2@127.0.0.1 +ok +'couchdb2@127.0.0.1'")
                .containsPattern("old@127.0.0.1 +ok +'old@127.0.0.1'")
                .containsPattern("gone@127.0.0.1 +unreachable +no connection to gone@127.0.0.1, step by step:")
                .endsWith("It cannot work: epmd." + System.lineSeparator());
    }

    @Test
    void tellsProgramsWhatEachNodeHasAnswered() {
        CommandRun run = rpc(
                "--all", "couchdb1@127.0.0.1", "--json", "--eval", "io:put_chars(\"hi\"), 1 / (N - 1)", "--let", "N=1");

        assertThat(run.status()).isEqualTo(1);
        List<JsonObject> views = JsonParser.parseString(run.out()).getAsJsonArray().asList().stream()
                .map(view -> view.getAsJsonObject())
                .toList();
        assertThat(views)
                .extracting(view -> view.get("node").getAsString())
                .containsExactly("couchdb1@127.0.0.1", "couchdb2@127.0.0.1");
        assertThat(views).allSatisfy(view -> {
            assertThat(view.get("status").getAsInt()).isEqualTo(1);
            assertThat(view.get("problem").getAsString()).startsWith("** exception error: an error occurred");
            assertThat(view.get("output").getAsString()).isEqualTo("hi");
        });
    }

    @Test
    void showsLogEventsWithTheNameOfTheirNode() {
        CommandRun run = rpc("--all", "couchdb1@127.0.0.1", "logger", "error", "\"it failed\"");

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.err())
                .contains("couchdb1@127.0.0.1: it failed" + NEWLINE, "couchdb2@127.0.0.1: it failed" + NEWLINE);
    }

    @Test
    void wantsNodesAndEitherAFunctionOrCode() {
        assertThat(rpc("erlang", "node").err()).contains("which node?");
        assertThat(rpc("--nodes", "couchdb1@127.0.0.1").err()).contains("which function?");
        assertThat(rpc("--nodes", "couchdb1@127.0.0.1", "--eval", "ok", "erlang", "node")
                        .err())
                .contains("a function and code exclude each other");
    }
}
