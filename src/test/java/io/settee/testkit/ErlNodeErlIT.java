package io.settee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The testkit against each release: whatever else tests against Erlang stands on this. */
class ErlNodeErlIT {
    private static final String RELEASES = "io.settee.testkit.ErlReleases#all";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @ParameterizedTest
    @MethodSource(RELEASES)
    void runsTheReleaseAskedFor(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        assertThat(node.eval("erlang:system_info(otp_release)")).isEqualTo("\"" + release + "\"");
        assertThat(node.eval("node()")).isEqualTo("'a@127.0.0.1'");
        assertThat(node.name()).isEqualTo(NodeName.of("a@127.0.0.1"));
        assertThat(node.eval("os:getpid()")).isEqualTo("\"" + node.pid() + "\"");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void keepsVariablesProcessAndMessagesBetweenExpressions(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        String self = node.eval("Self = self()");
        node.eval("P = spawn(fun() -> receive {From, X} -> From ! X * 2 end end)");
        node.eval("P ! {Self, 21}");

        assertThat(node.eval("receive Y -> Y after 5000 -> timeout end")).isEqualTo("42");
        assertThat(node.eval("self()")).isEqualTo(self);
        assertThat(node.eval("erlang:process_info(self(), message_queue_len)")).isEqualTo("{message_queue_len,0}");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void givesTermsAsBytes(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        assertThat(HexFormat.of().formatHex(node.evalTerm("{<<1,2>>, 300}")))
                .isEqualTo("8368026d000000020102620000012c");
        assertThat(node.evalTerm("binary:copy(<<7>>, 1000000)")).hasSize(1_000_006);
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void takesAndGivesTextOfAnyScript(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        assertThat(node.eval("[length(\"żółć\"), 'Привет', <<\"é\"/utf8>>]")).isEqualTo("[4,'Привет',<<\"é\"/utf8>>]");
        node.eval("io:format(\"printed: ~ts~n\", [\"żółć\"])");
        assertThat(node.awaitOutput("printed: .*")).isEqualTo("printed: żółć");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void reportsWhatIsWrongWithAnExpressionAndGoesOn(int release) {
        ErlNode node = erlang.node("a").release(release).start();
        node.eval("X = 1");

        assertThatThrownBy(() -> node.eval("foo bar"))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("a@127.0.0.1")
                .hasMessageContaining("evaluate foo bar")
                .hasMessageContaining("syntax error before: bar");
        assertThatThrownBy(() -> node.eval("atom_to_list(X)"))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("error: badarg")
                .hasMessageContaining("atom_to_list");
        assertThatThrownBy(() -> node.eval("'unclosed")).isInstanceOf(ErlangFailure.class);
        assertThatThrownBy(() -> node.eval("throw(ball)")).hasMessageContaining("throw: ball");
        assertThat(node.eval("X")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void saysWhenTheEvaluatingProcessDiesAndStartsAnother(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        assertThatThrownBy(() -> node.eval("exit(self(), kill), receive never -> ok end"))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("the evaluating process died: killed");
        assertThat(node.eval("1 + 1")).isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void findsNodesOfTheOtherReleases(int release) {
        ErlNode here = erlang.node("here").release(release).hidden().start();
        // OTP 23 lacks what OTP 26 and later demand, so 25 is the release that all of them speak to.
        ErlNode there = erlang.node("there").release(25).start();

        assertThat(here.eval("net_adm:ping('there@127.0.0.1')")).isEqualTo("pong");
        assertThat(there.eval("{nodes(), nodes(hidden)}")).isEqualTo("{[],['here@127.0.0.1']}");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void listensOnLoopbackOnly(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        String addresses = node.eval("lists:usort([element(1, A) || P <- erlang:ports(), {ok, A} <- [inet:sockname(P)],"
                + " {error, enotconn} =:= inet:peername(P)])");

        assertThat(addresses).isEqualTo("[{127,0,0,1}]");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void stopsInOrder(int release) {
        ErlNode node = erlang.node("a").release(release).start();

        node.stop();

        assertThat(node.isAlive()).isFalse();
        assertThatThrownBy(() -> node.eval("1"))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("ended with status 0");
    }

    @Test
    void failsAnExpressionThatTakesTooLong() {
        ErlNode node = erlang.node("a").start();

        assertThatThrownBy(() -> node.eval("receive never -> ok end", Duration.ofMillis(200)))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("did not evaluate receive never -> ok end within 200 ms");
    }

    @Test
    void isFrozenWhilePaused() {
        ErlNode node = erlang.node("a").start();

        node.pause();
        assertThatThrownBy(() -> node.eval("frozen", Duration.ofMillis(200))).isInstanceOf(ErlangFailure.class);
        node.resume();

        assertThat(node.eval("thawed")).isEqualTo("thawed");
    }

    @Test
    void saysAtOnceWhenTheNodeDies() {
        ErlNode node = erlang.node("a").start();

        assertThatThrownBy(() -> node.eval("halt(7), receive never -> ok end"))
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("ended with status 7");
    }

    @Test
    void showsWhatANodePrintedThatDidNotStart() {
        assertThatThrownBy(() -> erlang.node("a").protoDist("pigeon").start())
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("did not start a@127.0.0.1")
                .hasMessageContaining("Protocol 'pigeon': not supported");
    }

    @Test
    void refusesANameThatIsTaken() {
        erlang.node("a").start();

        assertThatThrownBy(() -> erlang.node("a").start())
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("seems to be in use");
    }

    @Test
    void keepsAnswersAndOutputApart() {
        ErlNode node = erlang.node("a").start();

        assertThat(node.eval("io:put_chars(\"half a line\"), done")).isEqualTo("done");
        assertThat(node.awaitOutput("half.*")).isEqualTo("half a line");
    }

    @Test
    void startsWithoutANameToBeDistributedLater() {
        ErlNode node = erlang.unnamed().start();

        assertThat(node.eval("node()")).isEqualTo("nonode@nohost");
        assertThat(node.eval("{ok, _} = net_kernel:start(['late@127.0.0.1', longnames]), node()"))
                .isEqualTo("'late@127.0.0.1'");
    }

    @Test
    void ownsItsEpmd() throws Exception {
        erlang.node("a").start();
        ErlNode asking = erlang.unnamed().start();

        assertThat(asking.eval("{ok, Names} = erl_epmd:names({127,0,0,1}), [N || {N, _} <- Names]"))
                .isEqualTo("[\"a\"]");

        Epmd epmd = erlang.epmd();
        epmd.kill();
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), epmd.port()));
            assertThatThrownBy(epmd::restart).isInstanceOf(ErlangFailure.class).hasMessageContaining("does not listen");
        }
        epmd.restart();
        assertThat(asking.eval("erl_epmd:names({127,0,0,1}) =/= {error, address}"))
                .isEqualTo("true");
    }

    @Test
    void endsEveryProcessOnClose() {
        List<ErlNode> nodes;
        long epmd;
        try (ErlCluster cluster = new ErlCluster()) {
            cluster.node("a").start();
            cluster.node("b").start().pause();
            nodes = cluster.nodes();
            epmd = cluster.epmd().pid();
        }

        assertThat(nodes).hasSize(2).noneMatch(ErlNode::isAlive);
        assertThat(ProcessHandle.of(epmd)).isEmpty();
    }

    @Test
    void namesTheCommandThatProvidesAMissingRelease() {
        assertThatThrownBy(() -> erlang.node("a").release(24).start())
                .isInstanceOf(ErlangFailure.class)
                .hasMessageContaining("test-cluster/test");
    }
}
