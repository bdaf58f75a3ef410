package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.node.NodeEvent;
import io.settee.process.ExitException;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/**
 * Links, monitors, exit signals and what a BEAM asks of a node, between mailboxes and real processes: by OTP "Distribution Protocol",
 * sections "Link Protocol" and "Protocol Operations".
 */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class LinkMonitorErlIT {
    private static final Term BOOM = tuple(atom("boom"), atom("why"));
    private static final Atom NOPROC = atom("noproc");
    private static final Atom NOCONNECTION = atom("noconnection");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "m" + on.suffix()).start();
        // A puppet does what it is told and says what came of it.
        erl.eval("""
                Loop = fun Loop() -> receive {do, From, F} -> From ! {done, (catch F())}, Loop() end end,
                New = fun(Traps) -> spawn(fun() -> process_flag(trap_exit, Traps), Loop() end) end,
                Do = fun(F) -> get(p) ! {do, self(), F}, receive {done, R} -> R after 9000 -> timeout end end,
                register(evaluator, self())""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        start();
    }

    private void start() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        box = node.mailbox("box");
        box.trapExits(true);
        box.send("evaluator", erl.name(), tuple(atom("box"), box.self()));
        erl.eval("(fun() -> receive {box, Pid} -> put(box, Pid) end end)()");
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitEnd(erl, "j@127.0.0.1");
    }

    /** Starts the puppet. */
    private Pid puppet(boolean traps) throws InterruptedException {
        erl.eval("put(p, New(" + traps + ")), get(box) ! get(p)");
        return (Pid) box.receive(SOON).orElseThrow();
    }

    /** Has the puppet evaluate this, in which B is the pid of the box. */
    private String puppetDoes(String expressions) {
        return erl.eval("(fun(B) -> Do(fun() -> " + expressions + " end) end)(get(box))");
    }

    /** The next message of the puppet; {@code B} in the pattern is the pid of the box. */
    private String puppetGets(String pattern) {
        return puppetDoes("receive " + pattern + " -> ok after 5000 -> process_info(self(), messages) end");
    }

    private String puppetIsAlive() {
        return erl.eval("is_process_alive(get(p))");
    }

    private static Term exit(Pid from, Term reason) {
        return tuple(atom("EXIT"), from, reason);
    }

    private static Term down(Ref ref, Term object, Term reason) {
        return tuple(atom("DOWN"), ref, atom("process"), object, reason);
    }

    private void expect(Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    /** All that either side has sent before has arrived at the other, and nothing of it was a message to the box. */
    private void expectNothingMore() throws InterruptedException {
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
        assertThat(box.receive(Duration.ZERO)).isEmpty();
        assertThat(node.peers()).hasSize(1);
    }

    // ---- links

    @Test
    void hearsHowALinkedProcessEnds() throws Exception {
        for (String reason : List.of("{boom,why}", "kill", "shutdown")) {
            Pid p = puppet(false);
            box.link(p);
            expectNothingMore();
            erl.eval("exit(get(p), " + reason + ")");
            expect(exit(p, reason.equals("kill") ? atom("killed") : Term.parse(reason)));
            expectNothingMore();
        }
    }

    @Test
    void hearsThatALinkedProcessIsDone() throws Exception {
        box.link(puppet(true));
        expectNothingMore();
        erl.eval("put(q, spawn(fun() -> receive go -> ok end end)), get(box) ! get(q)");
        Pid q = (Pid) box.receive(SOON).orElseThrow();
        box.link(q);
        expectNothingMore();
        erl.eval("get(q) ! go");
        expect(exit(q, atom("normal")));
    }

    @Test
    void tellsLinkedProcessesHowItEnds() throws Exception {
        puppet(true);
        puppetDoes("link(B)");
        expectNothingMore();
        box.close(BOOM);
        assertThat(puppetGets("{'EXIT', B, {boom, why}}")).isEqualTo("ok");
        assertThat(puppetDoes("process_info(self(), links)")).isEqualTo("{links,[]}");
    }

    @Test
    void takesAndGivesReasonsOfAnySize() throws Exception {
        Pid p = puppet(true);
        box.link(p);
        Term large = tuple(atom("large"), io.settee.term.Terms.binary(new byte[300_000]));
        expectNothingMore();
        puppetDoes("unlink(B), exit(B, {large, <<0:2400000>>})");
        expect(exit(p, large));
        puppetDoes("link(B)");
        expectNothingMore();
        box.close(large);
        assertThat(puppetGets("{'EXIT', B, {large, <<0:2400000>>}}")).isEqualTo("ok");
    }

    @Test
    void hearsAtOnceThatTheProcessToLinkToIsDead() throws Exception {
        Pid p = puppet(false);
        erl.eval("exit(get(p), kill)");
        box.link(p);
        expect(exit(p, NOPROC));
        Ref ref = box.monitor(p);
        expect(down(ref, p, NOPROC));
        expectNothingMore();
    }

    @Test
    void tellsAtOnceThatAMailboxIsGone() throws Exception {
        puppet(true);
        box.close();
        assertThat(puppetDoes("link(B), receive {'EXIT', B, R} -> R after 5000 -> nothing end"))
                .isEqualTo("noproc");
        assertThat(
                        puppetDoes(
                                "R = monitor(process, B), receive {'DOWN', R, process, B, Why} -> Why after 5000 -> nothing end"))
                .isEqualTo("noproc");
        assertThat(
                        puppetDoes(
                                "R = monitor(process, {nobody, 'j@127.0.0.1'}),"
                                        + " receive {'DOWN', R, process, {nobody, 'j@127.0.0.1'}, Why} -> Why after 5000 -> nothing end"))
                .isEqualTo("noproc");
    }

    @Test
    void unlinksAndIsUnlinked() throws Exception {
        Pid p = puppet(true);
        box.link(p);
        expectNothingMore();
        assertThat(puppetDoes("process_info(self(), links) =:= {links, [B]}")).isEqualTo("true");
        box.unlink(p);
        expectNothingMore();
        assertThat(puppetDoes("process_info(self(), links)")).isEqualTo("{links,[]}");
        puppetDoes("link(B), unlink(B)");
        expectNothingMore();
        box.close(BOOM);
        assertThat(puppetDoes("receive X -> X after 100 -> nothing end")).isEqualTo("nothing");
    }

    @Test
    void agreesWithTheOtherSideAfterBothLinkAndUnlinkAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (Mailbox link = node.mailbox()) {
                link.trapExits(true);
                Pid p = puppet(true);
                box.send(p, tuple(atom("peer"), link.self()));
                puppetDoes("receive {peer, L} -> put(peer, L) end");
                erl.eval(
                        "get(p) ! {do, self(), fun() -> L = get(peer), [begin link(L), unlink(L) end || _ <- lists:seq(1, 100)] end}");
                for (int i = 0; i < 100; i++) {
                    link.link(p);
                    link.unlink(p);
                }
                erl.eval("receive {done, _} -> ok end");
                expectNothingMore();
                link.link(p);
                expectNothingMore();
                assertThat(puppetDoes("process_info(self(), links) =:= {links, [get(peer)]}"))
                        .isEqualTo("true");
                erl.eval("exit(get(p), kill)");
                assertThat(link.receive(SOON)).contains(exit(p, atom("killed")));
                assertThat(link.size()).isZero();
            }
        }
    }

    // ---- exit/2

    @Test
    void sendsExitSignals() throws Exception {
        Pid p = puppet(true);
        box.exit(p, BOOM);
        assertThat(puppetGets("{'EXIT', B, {boom, why}}")).isEqualTo("ok");
        box.exit(p, atom("normal"));
        assertThat(puppetGets("{'EXIT', B, normal}")).isEqualTo("ok");
        Ref ref = box.monitor(p);
        box.exit(p, atom("kill"));
        expect(down(ref, p, atom("killed")));
        Pid meek = puppet(false);
        box.exit(meek, atom("normal"));
        expectNothingMore();
        assertThat(puppetIsAlive()).isEqualTo("true");
        ref = box.monitor(meek);
        box.exit(meek, BOOM);
        expect(down(ref, meek, BOOM));
    }

    @Test
    void takesExitSignals() throws Exception {
        Pid p = puppet(false);
        puppetDoes("exit(B, {boom, why})");
        expect(exit(p, BOOM));
        puppetDoes("exit(B, normal)");
        expect(exit(p, atom("normal")));
        box.trapExits(false);
        puppetDoes("exit(B, normal)");
        expectNothingMore();
        box.trapExits(true);
        puppetDoes("exit(B, kill)");
        ExitException end = catchThrowableOfType(ExitException.class, box::receive);
        assertThat(end.from()).isEqualTo(p);
        assertThat(end.reason()).isEqualTo(atom("killed"));
    }

    // ---- monitors

    @Test
    void monitorsProcessesByPidAndByName() throws Exception {
        Pid p = puppet(false);
        erl.eval("register(puppet, get(p))");
        Ref byPid = box.monitor(p);
        Ref byName = box.monitor("puppet", erl.name());
        Ref ended = box.monitor(p);
        box.demonitor(ended);
        expectNothingMore();
        erl.eval("exit(get(p), {boom, why})");
        assertThat(List.of(box.receive(SOON).orElseThrow(), box.receive(SOON).orElseThrow()))
                .containsExactlyInAnyOrder(
                        down(byPid, p, BOOM),
                        down(byName, tuple(atom("puppet"), atom(erl.name().toString())), BOOM));
        Ref missing = box.monitor("puppet", erl.name());
        expect(down(missing, tuple(atom("puppet"), atom(erl.name().toString())), NOPROC));
        expectNothingMore();
    }

    @Test
    void isMonitoredByPidAndByName() throws Exception {
        puppet(false);
        puppetDoes("put(pid, monitor(process, B)), put(name, monitor(process, {box, 'j@127.0.0.1'})),"
                + " demonitor(monitor(process, B))");
        expectNothingMore();
        box.close(BOOM);
        assertThat(puppetDoes("R = get(pid), receive {'DOWN', R, process, B, Why} -> Why after 5000 -> nothing end"))
                .isEqualTo("{boom,why}");
        assertThat(puppetDoes("R = get(name),"
                        + " receive {'DOWN', R, process, {box, 'j@127.0.0.1'}, Why} -> Why after 5000 -> nothing end"))
                .isEqualTo("{boom,why}");
        assertThat(puppetDoes("receive X -> X after 100 -> nothing end")).isEqualTo("nothing");
    }

    // ---- loss

    @Test
    void firesEachLinkAndMonitorOnceWhenTheConnectionIsLost() throws Exception {
        Pid p = puppet(true);
        erl.eval("catch unregister(puppet), register(puppet, get(p))");
        box.link(p);
        Ref byPid = box.monitor(p);
        Ref byName = box.monitor("puppet", erl.name());
        puppetDoes("put(pid, monitor(process, B)), put(name, monitor(process, {box, 'j@127.0.0.1'}))");
        expectNothingMore();
        var events = ErlCase.events(node);
        erl.eval("erlang:disconnect_node('j@127.0.0.1')");
        List<Term> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) seen.add(box.receive(SOON).orElseThrow());
        assertThat(seen.getFirst()).isEqualTo(exit(p, NOCONNECTION));
        assertThat(seen.subList(1, 3))
                .containsExactlyInAnyOrder(
                        down(byPid, p, NOCONNECTION),
                        down(byName, tuple(atom("puppet"), atom(erl.name().toString())), NOCONNECTION));
        events.next(NodeEvent.PeerDown.class);
        expectNothingMore();
        for (String message : List.of(
                "{'EXIT', B, noconnection}",
                "{'DOWN', _, process, B, noconnection}",
                "{'DOWN', _, process, {box, 'j@127.0.0.1'}, noconnection}")) {
            assertThat(puppetGets(message)).isEqualTo("ok");
        }
        assertThat(puppetDoes("receive X -> X after 100 -> nothing end")).isEqualTo("nothing");
    }

    @Test
    void isAnotherNodeToOldPidsAfterItsRestart() throws Exception {
        puppet(true);
        erl.eval("put(old, get(box))");
        node.close();
        Connections.awaitEnd(erl, "j@127.0.0.1");
        start();
        Pid p = puppet(true);
        String old =
                erl.eval("(fun(O) -> Do(fun() -> link(O), receive {'EXIT', O, R} -> R after 5000 -> nothing end end)"
                        + " end)(get(old))");
        assertThat(old).isEqualTo("noproc");
        String watched = erl.eval("(fun(O) -> Do(fun() -> R = monitor(process, O), O ! lost, exit(O, lost), unlink(O),"
                + " receive {'DOWN', R, process, O, W} -> W after 5000 -> nothing end end) end)(get(old))");
        assertThat(watched).isEqualTo("noproc");
        expectNothingMore();
        assertThat(node.droppedMessages()).isEqualTo(1);
        assertThat(p.node().name()).isEqualTo(erl.name().toString());
    }

    @Test
    void leavesOldPidsOfARestartedPeerAlone() throws Exception {
        ErlNode former = on.erl(erlang, "twice").start();
        former.eval("register(p, spawn(fun() -> receive never -> ok end end)), {box, 'j@127.0.0.1'} ! whereis(p)");
        Pid old = (Pid) box.receive(SOON).orElseThrow();
        box.link(old);
        former.kill();
        expect(exit(old, NOCONNECTION));
        ErlNode latter = on.erl(erlang, "twice").start();
        assertThat(node.ping("twice@127.0.0.1", SOON)).isTrue();
        var events = ErlCase.events(node);
        box.link(old);
        expect(exit(old, NOPROC));
        box.unlink(old);
        expect(down(box.monitor(old), old, NOPROC));
        box.exit(old, BOOM);
        box.send(old, BOOM);
        try (Mailbox ending = node.mailbox()) {
            ending.trapExits(true);
            ending.link(old);
        }
        assertThat(node.ping("twice@127.0.0.1", SOON)).isTrue();
        assertThat(latter.output()).doesNotContain("nvalid");
        assertThat(events.queue()).allMatch(NodeEvent.MailboxDead.class::isInstance);
    }

    // ---- what a BEAM expects of every node

    @Test
    void letsCallersOfMissingServersKnowAtOnce() throws Exception {
        assertThat(erl.eval(
                        "element(1, element(2, catch gen_server:call({nobody, 'j@127.0.0.1'}, hi, 8000)))",
                        Duration.ofSeconds(5)))
                .isEqualTo("noproc");
        assertThat(erl.eval("gen_server:multi_call(['j@127.0.0.1'], nobody, hi)", Duration.ofSeconds(5)))
                .isEqualTo("{[],['j@127.0.0.1']}");
    }

    @Test
    void refusesToSpawnAtOnce() throws Exception {
        assertThat(erl.eval("rpc:call('j@127.0.0.1', erlang, node, [])", Duration.ofSeconds(5)))
                .startsWith("{badrpc,");
        assertThat(erl.eval(
                        "(fun() -> R = spawn_request('j@127.0.0.1', lists, seq, [1, 2], [link, monitor]),"
                                + " receive {spawn_reply, R, error, Why} -> Why after 5000 -> nothing end end)()",
                        Duration.ofSeconds(5)))
                .isEqualTo("notsup");
        expectNothingMore();
    }

    @Test
    void takesSignalsThatAreTraced() throws Exception {
        Pid p = puppet(false);
        puppetDoes("seq_trace:set_token(label, 17), B ! one, {box, 'j@127.0.0.1'} ! two, exit(B, three), link(B)");
        expect(atom("one"));
        expect(atom("two"));
        expect(exit(p, atom("three")));
        erl.eval("get(p) ! {do, self(), fun() -> exit(self(), four) end}");
        expect(exit(p, atom("four")));
    }

    @Test
    void takesAGroupLeader() throws Exception {
        Pid p = puppet(true);
        puppetDoes("group_leader(self(), B)");
        expectNothingMore();
        assertThat(box.groupLeader()).contains(p);
    }
}
