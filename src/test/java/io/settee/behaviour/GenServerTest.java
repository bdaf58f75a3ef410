package io.settee.behaviour;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.io.GroupLeader;
import io.settee.node.NodeKind;
import io.settee.process.Bound;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How servers start and end, and what Java code may ask of them. */
@Timeout(60)
class GenServerTest {
    private static final Term X = atom("x");

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private ErlangNode far;
    private Mailbox caller;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("near").start();
        far = cluster.node("far").start();
        caller = far.mailbox();
    }

    @AfterEach
    void close() {
        far.close();
        node.close();
        cluster.close();
    }

    private static Calc told(String order, Term argument) {
        return new Calc(tuple(atom(order), argument));
    }

    private void expectNoStart(GenServer server, String reason) {
        assertThatThrownBy(() -> node.start("calc", server))
                .isInstanceOfSatisfying(
                        StartException.class,
                        e -> assertThat(e.reason().toString()).startsWith(reason));
        assertThat(node.whereis("calc")).isEmpty();
    }

    private Term call(Pid server, Term request) throws InterruptedException {
        Ref tag = far.newRef();
        caller.send(server, tuple(atom("$gen_call"), tuple(caller.self(), tag), request));
        return caller.receive(Pattern.of("{Tag, Reply}").with("Tag", tag), SOON)
                .orElseThrow()
                .get("Reply");
    }

    @Test
    void tellsWhyItDidNotStart() {
        expectNoStart(told("stop", atom("why")), "why");
        expectNoStart(told("exit", atom("why")), "why");
        expectNoStart(told("ignore", X), "ignore");
        expectNoStart(told("fail", X), "{{'java.lang.IllegalStateException',<<\"no start\">>},[");
    }

    @Test
    void tellsWhoHasTheName() throws Exception {
        JavaProcess first = node.start("calc", new Calc(X));
        assertThatThrownBy(() -> node.start("calc", new Calc(X)))
                .isInstanceOfSatisfying(
                        StartException.class,
                        e -> assertThat(e.reason()).isEqualTo(tuple(atom("already_started"), first.self())));
    }

    @Test
    void isOfOneProcessOnly() throws Exception {
        var calc = new Calc(X);
        assertThatThrownBy(calc::pid).isInstanceOf(IllegalStateException.class);
        JavaProcess process = node.start(calc);
        assertThat(calc.pid()).isEqualTo(process.self());
        assertThatThrownBy(() -> node.start(calc))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs a new object");
    }

    /** A peer may name anybody as the asker: that is no reason to connect to a node and show it the state. */
    @Test
    void showsItsStateToNoNodeThatIsNotConnected() throws Exception {
        try (ErlangNode third = cluster.node("third").start()) {
            JavaProcess process = node.start("calc", new Calc(X));
            var fun = new Fun.External(new Atom("erlang"), new Atom("atom_to_list"), 1);
            caller.send(
                    process.self(),
                    tuple(
                            atom("system"),
                            tuple(third.mailbox().self(), far.newRef()),
                            tuple(atom("replace_state"), fun)));
            assertThat(call(process.self(), atom("state"))).isEqualTo(X);
            assertThat(node.nodes(NodeKind.CONNECTED)).containsExactly(far.name());
        }
    }

    private void trace(JavaProcess process) throws InterruptedException {
        var on = tuple(atom("debug"), tuple(atom("trace"), atom("true")));
        caller.send(process.self(), tuple(atom("system"), tuple(caller.self(), far.newRef()), on));
    }

    @Test
    void printsToAGroupLeaderOfItsOwnNode() throws Exception {
        var printed = new LinkedBlockingQueue<String>();
        GroupLeader leader = node.groupLeader(printed::add);
        JavaProcess process = new Calc(X).start(node.newProcess().named("calc").groupLeader(leader.self()));
        trace(process);
        caller.send(process.self(), tuple(atom("$gen_cast"), atom("y")));
        assertThat(printed.poll(10, TimeUnit.SECONDS)).isEqualTo("*DBG* calc got cast y\n");
        assertThat(printed.poll(10, TimeUnit.SECONDS)).isEqualTo("*DBG* calc new state y\n");
    }

    @Test
    void doesNotWaitAgainForAGroupLeaderThatFailsToPrint() throws Exception {
        Mailbox leader = far.mailbox();
        JavaProcess process = new Calc(X).start(node.newProcess().groupLeader(leader.self()));
        trace(process);
        caller.send(process.self(), tuple(atom("$gen_cast"), atom("y")));
        Match request =
                leader.receive(Pattern.of("{io_request, From, As, _}"), SOON).orElseThrow();
        leader.send((Pid) request.get("From"), tuple(atom("io_reply"), request.get("As"), atom("full")));
        assertThat(call(process.self(), atom("state"))).isEqualTo(atom("y"));
        assertThat(leader.receive(Duration.ZERO)).isEmpty();
    }

    @Test
    void isEndedWhenNobodyWaitsForItsStartAnyMore() throws Exception {
        Calc slow = told("wait", X);
        var outcome = new CompletableFuture<Throwable>();
        Thread starter = Thread.startVirtualThread(() -> {
            try {
                node.start("calc", slow);
            } catch (InterruptedException | RuntimeException e) {
                outcome.complete(e);
            }
        });
        Ref monitor = caller.monitor("calc", node.name());
        while (node.whereis("calc").isEmpty()) {
            caller.receive(Pattern.of("{'DOWN', Ref, process, _, noproc}").with("Ref", monitor), SOON);
            monitor = caller.monitor("calc", node.name());
        }
        starter.interrupt();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(slow.ends.poll(10, TimeUnit.SECONDS)).isEqualTo(tuple(atom("ended"), atom("killed")));
    }

    @Test
    void runsWhatJavaAsksBetweenMessages() throws Exception {
        var calc = new Calc(X);
        assertThatThrownBy(() -> calc.submit(() -> 1).get()).hasCauseInstanceOf(IllegalStateException.class);
        JavaProcess process = node.start(calc);
        assertThat(calc.submit(calc::state).get(10, TimeUnit.SECONDS)).isEqualTo(X);
        assertThatThrownBy(() -> calc.submit(() -> {
                            throw new IllegalArgumentException("no");
                        })
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(call(process.self(), integer(1))).isEqualTo(integer(2));
        var busy = new CountDownLatch(1);
        CompletableFuture<Term> stuck = calc.submit(() -> {
            busy.countDown();
            return calc.self().receive(Pattern.of("never")).term();
        });
        CompletableFuture<Integer> behind = calc.submit(() -> 1);
        busy.await();
        process.exit(atom("kill"));
        assertThatThrownBy(() -> stuck.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(process.await(SOON)).contains(atom("killed"));
        for (var late : new CompletableFuture<?>[] {behind, calc.submit(() -> 1)}) {
            assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void letsGoOfWhatItHasHoweverItEnds() throws Exception {
        var killed = new Calc(X);
        node.start(killed).exit(atom("kill"));
        assertThat(killed.ends.poll(10, TimeUnit.SECONDS)).isEqualTo(tuple(atom("ended"), atom("killed")));
        var left = new Calc(X);
        node.start(left);
        node.close();
        assertThat(left.ends.poll(10, TimeUnit.SECONDS)).isEqualTo(tuple(atom("ended"), atom("shutdown")));
        assertThat(left.ends).isEmpty();
    }

    @Test
    void answersWhoeverIsThereAndForgetsTheOthers() throws Exception {
        JavaProcess process = node.start(new Calc(X));
        caller.send(process.self(), tuple(atom("$gen_call"), tuple(caller.self(), far.newRef()), atom("later")));
        call(process.self(), integer(1));
        far.close();
        far = cluster.node("far").start();
        caller = far.mailbox();
        caller.send(process.self(), tuple(atom("$gen_cast"), atom("answer")));
        assertThat(call(process.self(), atom("state"))).isEqualTo(atom("answer"));
        assertThat(process.isAlive()).isTrue();
    }

    /** An operator who looks at a server must not keep it from what it does when nothing comes. */
    @Test
    void waitsAnewWhenSomebodyHasLookedAtItsState() throws Exception {
        var info = new CompletableFuture<Term>();
        var server = new Calc(X) {
            @Override
            protected void handleInfo(Term message) {
                info.complete(message);
            }

            @Override
            protected void handleCast(Term message) {
                timeoutAfter(Duration.ofMillis(300));
            }
        };
        JavaProcess process = node.start(server);
        caller.send(process.self(), tuple(atom("$gen_cast"), X));
        Ref tag = far.newRef();
        caller.send(process.self(), tuple(atom("system"), tuple(caller.self(), tag), atom("get_state")));
        assertThat(caller.receive(Pattern.of("{Tag, _}").with("Tag", tag), SOON))
                .isPresent();
        assertThat(server.submit(() -> 1).get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(info.get(10, TimeUnit.SECONDS)).isEqualTo(atom("timeout"));
    }

    @Test
    void handlesNothingMoreOnceItIsKilled() throws Exception {
        var busy = new CountDownLatch(1);
        var go = new AtomicBoolean();
        var handled = new AtomicInteger();
        JavaProcess process = node.start(new Calc(X) {
            @Override
            protected void handleCast(Term message) {
                handled.incrementAndGet();
                busy.countDown();
                while (!go.get()) Thread.onSpinWait();
                // As code does that takes an interrupt for its own affair.
                Thread.interrupted();
            }
        });
        Mailbox near = node.mailbox();
        for (int i = 0; i < 3; i++) near.send(process.self(), tuple(atom("$gen_cast"), X));
        busy.await();
        process.exit(atom("kill"));
        go.set(true);
        assertThat(process.await(SOON)).contains(atom("killed"));
        assertThat(handled).hasValue(1);
    }

    @Test
    void mayHaveABound() throws Exception {
        var calc = new Calc(X);
        JavaProcess process = calc.start(node.newProcess().bounded(Bound.pausing(1)));
        var go = new CountDownLatch(1);
        CompletableFuture<Boolean> held = calc.submit(() -> go.await(10, TimeUnit.SECONDS));
        Mailbox near = node.mailbox();
        while (near.trySend(process.self(), tuple(atom("$gen_cast"), X))) Thread.onSpinWait();
        go.countDown();
        assertThat(held.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(call(process.self(), integer(1))).isEqualTo(integer(2));
    }
}
