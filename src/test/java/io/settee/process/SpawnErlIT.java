package io.settee.process;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import io.settee.support.Callee;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes that a mailbox has real nodes spawn: {@code spawn_request/5} and its blocking kin. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class SpawnErlIT {
    /** {@code spawn_reply}s of our requests. */
    private static final Pattern REPLY = Pattern.of("{spawn_reply, Ref, Outcome, Result}");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;
    private NodeName peer;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "spawn" + on.suffix()).start();
        Callee.start(erl);
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        box = node.mailbox();
        peer = erl.name();
        node.connect(peer.toString());
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    /** Lives for a minute. */
    private static FunctionCall sleeping() {
        return FunctionCall.of("timer", "sleep", integer(60_000));
    }

    private void expect(Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    @Test
    void tellsOfANewProcessBeforeAllElse() throws Exception {
        Ref request =
                box.spawnRequest(peer, FunctionCall.of("erlang", "exit", atom("why")), SpawnOptions.NONE.withMonitor());
        var reply = box.receive(SOON).flatMap(REPLY.with("Ref", request)::match).orElseThrow();
        assertThat(reply.atom("Outcome")).isEqualTo(atom("ok"));
        expect(tuple(atom("DOWN"), request, atom("process"), reply.pid("Result"), atom("why")));
    }

    @Test
    void linksAndMonitorsBeforeTheProcessCanEnd() throws Exception {
        box.trapExits(true);
        var options = SpawnOptions.NONE.withLink().withMonitor().with(tuple(atom("priority"), atom("high")));
        Spawned spawned = box.spawn(peer, FunctionCall.of("erlang", "exit", atom("why")), options);
        expect(tuple(atom("EXIT"), spawned.pid(), atom("why")));
        expect(tuple(atom("DOWN"), spawned.ref(), atom("process"), spawned.pid(), atom("why")));
        Spawned missing = box.spawnMonitor(peer, FunctionCall.of("nowhere", "f"));
        assertThat(box.receive(SOON).orElseThrow().toString()).contains("undef", "nowhere");
        assertThat(missing.pid().node()).isEqualTo(atom(peer.toString()));
    }

    @Test
    void endsALinkedProcessWithTheMailbox() throws Exception {
        Pid linked = box.spawnLink(peer, sleeping());
        Mailbox other = node.mailbox();
        other.monitor(linked);
        box.close(atom("enough"));
        assertThat(other.receive(SOON).orElseThrow().toString())
                .startsWith("{'DOWN',")
                .endsWith(",enough}");
    }

    @Test
    void saysWhyNothingWasSpawned() throws Exception {
        Ref request = box.spawnRequest(peer, sleeping(), SpawnOptions.NONE.with(atom("nonsense")));
        expect(tuple(atom("spawn_reply"), request, atom("error"), atom("badopt")));
        assertThatThrownBy(() -> box.spawn(peer, sleeping(), SpawnOptions.NONE.with(atom("nonsense"))))
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith(peer + ": cannot spawn timer:sleep/1: badopt. ");
        NodeName nobody = NodeName.of("nobody@127.0.0.1");
        Ref lost = box.spawnRequest(nobody, sleeping(), SpawnOptions.NONE);
        expect(tuple(atom("spawn_reply"), lost, atom("error"), atom("noconnection")));
        assertThatThrownBy(() -> box.spawn(nobody, sleeping()))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.reason()).isEqualTo(atom("noconnection")));
    }

    @Test
    void undoesWhatWasAbandoned() throws Exception {
        box.register("abandoning");
        // The peer stands still, so the answer cannot come before we give up.
        erl.pause();
        Ref monitored;
        Ref linked;
        try {
            monitored = box.spawnRequest(peer, named("monitored"), SpawnOptions.NONE.withMonitor());
            linked = box.spawnRequest(peer, named("linked"), SpawnOptions.NONE.withLink());
            assertThat(box.abandonSpawn(monitored)).isTrue();
            assertThat(box.abandonSpawn(linked)).isTrue();
        } finally {
            erl.resume();
        }
        // One goes of an exit signal over its link, and the other is not monitored any more.
        erl.eval(
                "(fun W() -> case {whereis(monitored), whereis(linked)} of {P, undefined} when is_pid(P) -> ok; _ -> timer:sleep(1), W() end end)()");
        assertThat(node.ping(peer.toString(), SOON)).isTrue();
        assertThat(erl.eval("process_info(whereis(monitored), monitored_by)")).isEqualTo("{monitored_by,[]}");
        assertThat(box.links()).isEmpty();
        assertThat(box.size()).isZero();
        assertThat(box.abandonSpawn(linked)).isFalse();
        erl.eval("exit(whereis(monitored), kill)");
    }

    /** A process that registers itself under a name and stays. */
    private static FunctionCall named(String name) {
        return FunctionCall.of("callee", "named", atom(name));
    }
}
