package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.node.PeerInfo;
import io.settee.process.ExitException;
import io.settee.process.Mailbox;
import io.settee.process.MonitorAlias;
import io.settee.support.LocalCluster;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Links, monitors and exit signals among mailboxes, which are the same within a node and between two. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class LinkMonitorTest {
    enum Where {
        ON_ONE_NODE,
        BETWEEN_TWO_NODES
    }

    private static final Term BOOM = tuple(atom("boom"), atom("why"));
    private static final Atom NORMAL = atom("normal");
    private static final Atom NOPROC = atom("noproc");
    private static final Atom NOCONNECTION = atom("noconnection");

    @Parameter
    Where where;

    private final LocalCluster cluster = new LocalCluster();
    private final List<ErlangNode> nodes = new ArrayList<>();
    private ErlangNode here;
    private ErlangNode there;
    private Mailbox x;
    private Mailbox y;

    @BeforeEach
    void open() throws InterruptedException {
        here = start("here");
        there = where == Where.ON_ONE_NODE ? here : start("there");
        x = here.mailbox();
        y = there.mailbox();
    }

    private ErlangNode start(String name) throws InterruptedException {
        ErlangNode node = cluster.node(name).start();
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(ErlangNode::close);
        cluster.close();
    }

    private static Term exit(Pid from, Term reason) {
        return tuple(atom("EXIT"), from, reason);
    }

    private static Term down(Ref ref, Term object, Term reason) {
        return tuple(atom("DOWN"), ref, atom("process"), object, reason);
    }

    private static void expect(Mailbox box, Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    /** All that either side has sent before has arrived at the other, and nothing of it was a message to x. */
    private void expectNothingMore() throws InterruptedException {
        try (Mailbox late = there.mailbox()) {
            x.send(late.self(), x.self());
            assertThat(late.receive(SOON)).contains(x.self());
            late.send(x.self(), atom("last"));
        }
        expect(x, atom("last"));
    }

    // ---- links

    @Test
    void tellsTheLinkedProcessWhyItEnded() throws Exception {
        x.trapExits(true);
        x.link(y.self());
        expectNothingMore();
        y.close(BOOM);
        expect(x, exit(y.self(), BOOM));
        expectNothingMore();
    }

    @Test
    void tellsALinkedProcessThatTrapsOfANormalEnd() throws Exception {
        x.trapExits(true);
        y.link(x.self());
        expectNothingMore();
        y.close();
        expect(x, exit(y.self(), NORMAL));
    }

    @Test
    void endsWithALinkedProcessThatEndsBadly() throws Exception {
        x.register("x");
        Mailbox third = here.mailbox();
        third.trapExits(true);
        third.link(x.self());
        x.link(y.self());
        expectNothingMore();
        y.close(BOOM);
        ExitException end = catchThrowableOfType(ExitException.class, x::receive);
        assertThat(end.from()).isEqualTo(y.self());
        assertThat(end.reason()).isEqualTo(BOOM);
        assertThat(x.isAlive()).isFalse();
        assertThat(here.whereis("x")).isEmpty();
        expect(third, exit(x.self(), BOOM));
        assertThatThrownBy(() -> x.send(third.self(), NORMAL)).isInstanceOf(ExitException.class);
        assertThatThrownBy(() -> x.link(third.self())).isInstanceOf(ExitException.class);
        assertThatThrownBy(() -> x.monitor(third.self())).isInstanceOf(ExitException.class);
        assertThatThrownBy(() -> x.register("y")).isInstanceOf(ExitException.class);
    }

    @Test
    void survivesTheNormalEndOfALinkedProcess() throws Exception {
        x.link(y.self());
        expectNothingMore();
        y.close();
        expectNothingMore();
        assertThat(x.isAlive()).isTrue();
    }

    @Test
    void hearsAtOnceThatTheProcessToLinkToIsDead() throws Exception {
        y.close();
        x.trapExits(true);
        x.link(y.self());
        expect(x, exit(y.self(), NOPROC));
        expectNothingMore();
    }

    @Test
    void isLinkedOnceHoweverOftenItLinks() throws Exception {
        x.trapExits(true);
        x.link(y.self());
        x.link(y.self());
        y.link(x.self());
        expectNothingMore();
        y.close(BOOM);
        expect(x, exit(y.self(), BOOM));
        expectNothingMore();
    }

    @Test
    void doesNotLinkToItself() throws Exception {
        x.link(x.self());
        x.close(BOOM);
        assertThat(x.isAlive()).isFalse();
    }

    @Test
    void hearsNothingAfterUnlinking() throws Exception {
        x.trapExits(true);
        y.trapExits(true);
        x.link(y.self());
        x.unlink(y.self());
        Ref ref = x.monitor(y.self());
        expectNothingMore();
        y.close(BOOM);
        expect(x, down(ref, y.self(), BOOM));
        expectNothingMore();
    }

    @Test
    void isUnlinkedByTheOtherSide() throws Exception {
        x.trapExits(true);
        x.link(y.self());
        expectNothingMore();
        y.unlink(x.self());
        expectNothingMore();
        y.close(BOOM);
        expectNothingMore();
    }

    @Test
    void linksAgainWhileItsUnlinkingIsUnderWay() throws Exception {
        x.trapExits(true);
        for (int i = 0; i < 100; i++) {
            x.link(y.self());
            x.unlink(y.self());
        }
        x.link(y.self());
        expectNothingMore();
        y.close(BOOM);
        expect(x, exit(y.self(), BOOM));
        expectNothingMore();
    }

    /** Whatever was agreed on last, both sides have to believe the same. */
    @Test
    void agreesAfterBothSidesLinkAndUnlinkAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                try (Mailbox a = here.mailbox();
                        Mailbox b = there.mailbox()) {
                    a.trapExits(true);
                    b.trapExits(true);
                    Future<?> other = threads.submit(flip(b, a));
                    flip(a, b).call();
                    other.get(20, TimeUnit.SECONDS);
                    expectNothingMore();
                    a.link(b.self());
                    expectNothingMore();
                    b.close(BOOM);
                    expect(a, exit(b.self(), BOOM));
                }
            }
        }
    }

    private static Callable<Void> flip(Mailbox from, Mailbox to) {
        return () -> {
            for (int i = 0; i < 50; i++) {
                from.link(to.self());
                from.unlink(to.self());
            }
            return null;
        };
    }

    // ---- exit/2

    @Test
    void isKilledEvenIfItTraps() throws Exception {
        x.trapExits(true);
        y.trapExits(true);
        x.link(y.self());
        expectNothingMore();
        x.exit(y.self(), atom("kill"));
        expect(x, exit(y.self(), atom("killed")));
        assertThat(catchThrowableOfType(ExitException.class, y::receive).reason())
                .isEqualTo(atom("killed"));
    }

    @Test
    void trapsAnExitSignalWithItsReason() throws Exception {
        y.trapExits(true);
        x.exit(y.self(), BOOM);
        expect(y, exit(x.self(), BOOM));
        x.exit(y.self(), NORMAL);
        expect(y, exit(x.self(), NORMAL));
        assertThat(y.isAlive()).isTrue();
    }

    @Test
    void ignoresANormalExitSignalOfAnother() throws Exception {
        x.exit(y.self(), NORMAL);
        x.send(y.self(), atom("after"));
        expect(y, atom("after"));
        x.exit(y.self(), BOOM);
        assertThat(catchThrowableOfType(ExitException.class, y::receive).from()).isEqualTo(x.self());
    }

    // ---- monitors

    @Test
    void seesTheEndOfWhatItMonitors() throws Exception {
        Ref first = x.monitor(y.self());
        Ref second = x.monitor(y.self());
        expectNothingMore();
        y.close(BOOM);
        assertThat(List.of(x.receive(SOON).orElseThrow(), x.receive(SOON).orElseThrow()))
                .containsExactlyInAnyOrder(down(first, y.self(), BOOM), down(second, y.self(), BOOM));
        expectNothingMore();
    }

    @Test
    void seesThatWhatItMonitorsIsDead() throws Exception {
        y.close();
        expect(x, down(x.monitor(y.self()), y.self(), NOPROC));
        Term missing = tuple(atom("missing"), atom(there.name().toString()));
        expect(x, down(x.monitor("missing", there.name()), missing, NOPROC));
        expectNothingMore();
    }

    @Test
    void monitorsTheProcessThatHasTheNameNow() throws Exception {
        y.register("service");
        Term service = tuple(atom("service"), atom(there.name().toString()));
        Ref ref = x.monitor("service", there.name());
        expectNothingMore();
        y.unregister("service");
        try (Mailbox successor = there.mailbox("service")) {
            expectNothingMore();
            y.close(BOOM);
            expect(x, down(ref, service, BOOM));
            assertThat(successor.isAlive()).isTrue();
        }
        expectNothingMore();
    }

    @Test
    void hearsNothingAfterDemonitoring() throws Exception {
        x.demonitor(x.monitor(y.self()));
        Ref fired = x.monitor(y.self());
        Ref kept = x.monitor(y.self());
        expectNothingMore();
        y.close(BOOM);
        // Both have arrived when the second has.
        assertThat(x.receive(io.settee.term.Pattern.of("{'DOWN', R, _, _, _}").with("R", kept), SOON))
                .isPresent();
        expectNothingMoreBut(fired);
        x.demonitor(fired);
        assertThat(x.receive(Duration.ZERO)).isEmpty();
        x.demonitor(fired);
    }

    /** The name may be somebody else's by then. */
    @Test
    void endsAMonitorByANameThatItsProcessHasGivenUp() throws Exception {
        y.register("service");
        Ref ended = x.monitor("service", there.name());
        Ref kept = x.monitor("service", there.name());
        expectNothingMore();
        y.unregister("service");
        try (Mailbox successor = there.mailbox("service")) {
            assertThat(x.demonitor(ended)).isTrue();
            expectNothingMore();
            long before = signalsIn(here);
            y.close(BOOM);
            expect(x, down(kept, tuple(atom("service"), atom(there.name().toString())), BOOM));
            expectNothingMore();
            // The end of the one monitor, and the last message: nothing came for the other monitor.
            if (where == Where.BETWEEN_TWO_NODES)
                assertThat(signalsIn(here) - before).isEqualTo(2);
            assertThat(successor.isAlive()).isTrue();
        }
    }

    private static long signalsIn(ErlangNode node) {
        return node.peers().stream().mapToLong(PeerInfo::messagesIn).sum();
    }

    @Test
    void saysWhetherAMonitorWasStillSet() throws Exception {
        Ref ref = x.monitor(y.self());
        assertThat(x.demonitor(ref)).isTrue();
        assertThat(x.demonitor(ref)).isFalse();
        Ref fired = x.monitor(y.self());
        expectNothingMore();
        y.close();
        expect(x, down(fired, y.self(), NORMAL));
        assertThat(x.demonitor(fired)).isFalse();
    }

    // ---- aliases

    private static final Atom ONE = atom("one");
    private static final Atom TWO = atom("two");

    /** This message is for nobody. */
    private void expectDropped(Ref alias) throws InterruptedException {
        long before = here.droppedMessages();
        y.send(alias, TWO);
        expectNothingMore();
        assertThat(here.droppedMessages()).isEqualTo(before + 1);
    }

    @Test
    void isReachedByAnAliasUntilItTakesItBack() throws Exception {
        Ref alias = x.alias();
        y.send(alias, ONE);
        expect(x, ONE);
        y.send(alias, TWO);
        expect(x, TWO);
        assertThat(x.unalias(alias)).isTrue();
        assertThat(x.unalias(alias)).isFalse();
        expectDropped(alias);
    }

    @Test
    void isReachedOnceByAReplyAlias() throws Exception {
        Ref alias = x.replyAlias();
        y.send(alias, ONE);
        expect(x, ONE);
        expectDropped(alias);
        assertThat(x.unalias(alias)).isFalse();
    }

    @Test
    void isReachedByTheReferenceOfAMonitorUntilThatEnds() throws Exception {
        Ref monitor = x.monitor(y.self(), MonitorAlias.DEMONITOR);
        y.send(monitor, ONE);
        expect(x, ONE);
        assertThat(x.demonitor(monitor)).isTrue();
        expectDropped(monitor);
        Mailbox third = there.mailbox();
        Ref fired = x.monitor(third.self(), MonitorAlias.DEMONITOR);
        expectNothingMore();
        third.close();
        expect(x, down(fired, third.self(), NORMAL));
        expectDropped(fired);
    }

    @Test
    void endsAMonitorByTheReply() throws Exception {
        Mailbox third = there.mailbox("third");
        Ref call = x.monitor("third", there.name(), MonitorAlias.REPLY_DEMONITOR);
        y.send(call, ONE);
        expect(x, ONE);
        expectDropped(call);
        third.close(BOOM);
        expectNothingMore();
        assertThat(x.demonitor(call)).isFalse();
    }

    @Test
    void keepsTheAliasOfAMonitorThatIsOver() throws Exception {
        Ref monitor = x.monitor(y.self(), MonitorAlias.EXPLICIT_UNALIAS);
        assertThat(x.demonitor(monitor)).isTrue();
        y.send(monitor, ONE);
        expect(x, ONE);
        assertThat(x.unalias(monitor)).isTrue();
        expectDropped(monitor);
        Mailbox dead = there.mailbox();
        dead.close();
        Ref fired = x.monitor(dead.self(), MonitorAlias.EXPLICIT_UNALIAS);
        expect(x, down(fired, dead.self(), NOPROC));
        y.send(fired, TWO);
        expect(x, TWO);
    }

    @Test
    void isReachedByNoAliasWhenItHasEnded() throws Exception {
        Mailbox ending = here.mailbox();
        Ref alias = ending.alias();
        ending.close();
        expectDropped(alias);
        assertThatThrownBy(ending::alias).isInstanceOf(IllegalStateException.class);
    }

    private void expectNothingMoreBut(Ref ref) throws InterruptedException {
        try (Mailbox late = there.mailbox()) {
            late.send(x.self(), atom("last"));
        }
        assertThat(x.receive(io.settee.term.Pattern.of("last"), SOON)).isPresent();
        assertThat(x.size()).as("%s waits", ref).isEqualTo(1);
    }

    // ---- loss

    @Test
    void firesEachLinkAndMonitorOnceWhenTheirNodeIsLost() throws Exception {
        ErlangNode lost = start("lost");
        Mailbox far = lost.mailbox("far");
        x.trapExits(true);
        x.link(far.self());
        Ref byPid = x.monitor(far.self());
        Ref again = x.monitor(far.self());
        Ref byName = x.monitor("far", lost.name());
        far.trapExits(true);
        far.link(y.self());
        Ref watch = far.monitor(x.self());
        // There and back, so that what each side has asked for has reached the other.
        x.send(far.self(), atom("set"));
        expect(far, atom("set"));
        far.send(x.self(), atom("set"));
        expect(x, atom("set"));
        here.disconnect(lost.name().toString());
        List<Term> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) seen.add(x.receive(SOON).orElseThrow());
        assertThat(seen.getFirst()).isEqualTo(exit(far.self(), NOCONNECTION));
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        exit(far.self(), NOCONNECTION),
                        down(byPid, far.self(), NOCONNECTION),
                        down(again, far.self(), NOCONNECTION),
                        down(byName, tuple(atom("far"), atom("lost@127.0.0.1")), NOCONNECTION));
        List<Term> seenFar =
                new ArrayList<>(List.of(exit(x.self(), NOCONNECTION), down(watch, x.self(), NOCONNECTION)));
        if (where == Where.ON_ONE_NODE) {
            seenFar.addFirst(exit(y.self(), NOCONNECTION));
            assertThat(catchThrowableOfType(ExitException.class, y::receive).reason())
                    .isEqualTo(NOCONNECTION);
        }
        for (int i = seenFar.size(); i > 0; i--) {
            assertThat(seenFar.remove(far.receive(SOON).orElseThrow())).isTrue();
        }
        lost.close();
        assertThat(x.receive(Duration.ZERO)).isEmpty();
    }

    @Test
    void hearsAtOnceThatANodeIsOutOfReach() throws Exception {
        ErlangNode gone = start("gone");
        Pid far = gone.mailbox().self();
        gone.close();
        x.trapExits(true);
        x.link(far);
        expect(x, exit(far, NOCONNECTION));
        expect(x, down(x.monitor(far), far, NOCONNECTION));
        Term service = tuple(atom("service"), atom("gone@127.0.0.1"));
        expect(x, down(x.monitor("service", gone.name()), service, NOCONNECTION));
        // Names that no node of ours could have, as they come in pids from elsewhere.
        Pid odd = new Pid(atom("nonode@nohost"), 1, 0, 1);
        expect(x, down(x.monitor(odd), odd, NOCONNECTION));
        x.link(odd);
        expect(x, exit(odd, NOCONNECTION));
    }

    // ---- all at once

    @Test
    void neverWaitsForItselfHoweverManyActAtOnce() throws Exception {
        int threads = 16;
        List<Mailbox> boxes = new ArrayList<>();
        for (int i = 0; i < 40; i++) boxes.add((i % 2 == 0 ? here : there).mailbox());
        try (ExecutorService running = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                done.add(running.submit(() -> {
                    var random = ThreadLocalRandom.current();
                    for (int i = 0; i < 1000; i++) {
                        Mailbox from = boxes.get(random.nextInt(boxes.size()));
                        Pid to = boxes.get(random.nextInt(boxes.size())).self();
                        try {
                            switch (random.nextInt(6)) {
                                case 0 -> from.link(to);
                                case 1 -> from.unlink(to);
                                case 2 -> from.demonitor(from.monitor(to));
                                case 3 -> from.monitor(to);
                                case 4 -> from.send(to, to);
                                default -> {
                                    if (i % 100 == 0) from.close(BOOM);
                                }
                            }
                        } catch (ExitException | IllegalStateException e) {
                            // It has ended, which is part of the game.
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) each.get(40, TimeUnit.SECONDS);
        }
    }
}
