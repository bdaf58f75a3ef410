package io.settee.behaviour;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.behaviour.Supervisor.Strategy;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What supervisors do when starts fail and ends are slow, which needs no Erlang to be seen. */
@Timeout(60)
class SupervisorTest {
    private static final Term X = atom("x");
    private static final Term KILL = atom("kill");

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private Mailbox box;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("near").start();
        box = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        cluster.close();
    }

    private Term ask(JavaProcess supervisor, Term request) throws InterruptedException {
        return node.gen(supervisor.self()).within(SOON).call(request);
    }

    private String children(JavaProcess supervisor) throws InterruptedException {
        return ask(supervisor, atom("which_children")).toString();
    }

    private void awaitChildren(JavaProcess supervisor, String pattern) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(children(supervisor)).matches(pattern));
    }

    /** OTP tries again by a message to itself, so that others come between. */
    @Test
    void isThereForOthersWhileAStartFailsAgainAndAgain() throws Exception {
        var broken = new AtomicBoolean();
        var failures = new CountDownLatch(3);
        JavaProcess supervisor = node.start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .intensity(1_000_000, Duration.ofHours(1))
                .child(ChildSpec.server("a", () -> {
                            if (!broken.get()) return new Calc(X);
                            failures.countDown();
                            throw new IllegalStateException("not yet");
                        })
                        .named("a")));
        broken.set(true);
        box.exit(node.whereis("a").orElseThrow(), KILL);
        assertThat(failures.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(children(supervisor)).isEqualTo("[{a,restarting,worker,[gen_server]}]");
        broken.set(false);
        awaitChildren(supervisor, "\\[\\{a,#Pid<.*");
    }

    @Test
    void takesAClassThatIsMissingForAStartThatFails() throws Exception {
        var starts = new AtomicInteger();
        JavaProcess supervisor = node.start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .intensity(5, Duration.ofHours(1))
                .child(ChildSpec.server("a", () -> switch (starts.incrementAndGet()) {
                            case 2, 3 -> throw new NoClassDefFoundError("not yet");
                            default -> new Calc(X);
                        })
                        .named("a")));
        Pid first = node.whereis("a").orElseThrow();
        box.exit(first, KILL);
        await().atMost(SOON)
                .until(() -> node.whereis("a").filter(pid -> !pid.equals(first)).isPresent());
        assertThat(starts).hasValue(4);
        assertThat(supervisor.isAlive()).isTrue();
    }

    @Test
    void forgetsAChildWithoutIdThatDoesNotWantToStartAgain() throws Exception {
        var starts = new AtomicInteger();
        Supervisor supervisor = Supervisor.of(Strategy.SIMPLE_ONE_FOR_ONE);
        JavaProcess process = node.start(supervisor);
        JavaProcess child = supervisor.startChild(ChildSpec.server(
                "a", () -> new Calc(starts.incrementAndGet() == 1 ? X : tuple(atom("ignore"), X))));
        box.exit(child.self(), KILL);
        awaitChildren(process, "\\[\\]");
        assertThat(starts).hasValue(2);
    }

    /** {@code supervisor:terminate_child(Sup, Pid)}: there is no other name for it. */
    @Test
    void givesUpAChildWithoutIdByThePidThatItHadLast() throws Exception {
        var broken = new AtomicBoolean();
        Supervisor supervisor = Supervisor.of(Strategy.SIMPLE_ONE_FOR_ONE).intensity(1_000_000, Duration.ofHours(1));
        JavaProcess process = node.start(supervisor);
        JavaProcess child = supervisor.startChild(ChildSpec.server("a", () -> {
            if (broken.get()) throw new IllegalStateException("never again");
            return new Calc(X);
        }));
        broken.set(true);
        box.exit(child.self(), KILL);
        awaitChildren(process, "\\[\\{undefined,restarting,.*");
        assertThat(ask(process, tuple(atom("which_child"), child.self())))
                .hasToString("{ok,{undefined,restarting,worker,[gen_server]}}");
        assertThat(ask(process, tuple(atom("terminate_child"), child.self()))).isEqualTo(atom("ok"));
        assertThat(children(process)).isEqualTo("[]");
    }

    @Test
    void endsAChildForJavaAndStartsItForErlang() throws Exception {
        Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ONE).child(ChildSpec.server("a", () -> new Calc(X)));
        JavaProcess process = node.start(supervisor);
        assertThat(supervisor.terminateChild(atom("z"))).isFalse();
        assertThat(supervisor.terminateChild(atom("a"))).isTrue();
        assertThat(children(process)).isEqualTo("[{a,undefined,worker,[gen_server]}]");
        assertThat(ask(process, tuple(atom("restart_child"), atom("a"))).toString())
                .startsWith("{ok,#Pid<");
        box.exit(process.self(), KILL);
        assertThat(process.await(SOON)).contains(atom("killed"));
        assertThatThrownBy(() -> supervisor.terminateChild(atom("a"))).isInstanceOf(IllegalStateException.class);
    }

    /** It ends when another one of its kind does. */
    private static final class Companion extends Calc {
        private final CyclicBarrier both;
        private final BlockingQueue<String> told;

        Companion(CyclicBarrier both, BlockingQueue<String> told) {
            super(tuple(atom("trap"), X));
            this.both = both;
            this.told = told;
        }

        @Override
        protected void terminate(Term reason) {
            try {
                both.await(3, TimeUnit.SECONDS);
                told.add("together");
            } catch (Exception e) {
                told.add(e.toString());
            }
        }
    }

    @Test
    void endsChildrenWithoutIdsAllAtTheSameTime() throws Exception {
        var both = new CyclicBarrier(2);
        var told = new LinkedBlockingQueue<String>();
        Supervisor supervisor = Supervisor.of(Strategy.SIMPLE_ONE_FOR_ONE);
        JavaProcess process = node.start(supervisor);
        for (int i = 0; i < 2; i++) supervisor.startChild(ChildSpec.server("a", () -> new Companion(both, told)));
        box.send(
                process.self(),
                tuple(atom("system"), tuple(box.self(), node.newRef()), tuple(atom("terminate"), atom("shutdown"))));
        assertThat(process.await(SOON)).contains(atom("shutdown"));
        assertThat(told).containsExactly("together", "together");
    }
}
