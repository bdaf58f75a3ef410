package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.process.Bound;
import io.settee.process.Crash;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.process.NameTakenException;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessExit;
import io.settee.support.LocalCluster;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes whose body is Java code. */
@Timeout(60)
class JavaProcessTest {
    private static final Pattern DOWN = Pattern.of("{'DOWN', Ref, process, Pid, Reason}");

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private ErlangNode far;
    private Mailbox watcher;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("near").start();
        far = cluster.node("far").start();
        watcher = far.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        far.close();
        cluster.close();
    }

    /** Starts it, has it watched from the other node, lets it go, and returns the reason that is seen there. */
    private Term endOf(ProcessBody body) throws InterruptedException {
        JavaProcess process = node.spawn(self -> {
            self.receive();
            body.run(self);
        });
        Ref monitor = watcher.monitor(process.self());
        watcher.send(process.self(), atom("go"));
        Term reason = down(monitor);
        assertThat(process.await(SOON)).contains(reason);
        assertThat(process.isAlive()).isFalse();
        return reason;
    }

    private Term down(Ref monitor) throws InterruptedException {
        return watcher.receive(DOWN.with("Ref", monitor), SOON).orElseThrow().get("Reason");
    }

    @Test
    void endsNormallyWhenItsBodyReturns() throws Exception {
        assertThat(endOf(self -> {})).isEqualTo(atom("normal"));
    }

    @Test
    void endsWithTheReasonThatItsBodyGives() throws Exception {
        Term reason = tuple(atom("shutdown"), integer(7));
        assertThat(endOf(self -> {
                    throw new ProcessExit(reason);
                }))
                .isEqualTo(reason);
        assertThat(endOf(self -> self.close(reason))).isEqualTo(reason);
    }

    @Test
    void endsWithAReadableReasonWhenItsBodyFails() throws Exception {
        Tuple reason = (Tuple) endOf(self -> fail());
        assertThat(reason.at(0).toString()).isEqualTo("{'java.lang.IllegalStateException',<<\"no such index\">>}");
        assertThat(reason.at(1).toString())
                .matches(
                        "\\[\\{'io.settee.JavaProcessTest',fail,0,\\[\\{file,\"JavaProcessTest.java\"},\\{line,\\d+}]},.*");
    }

    private static void fail() {
        throw new IllegalStateException("no such index");
    }

    @Test
    void keepsTheReasonOfAFailureShort() {
        var error = new ExecutionException(new IllegalStateException("x".repeat(100_000)));
        StackTraceElement[] deep = new StackTraceElement[5000];
        java.util.Arrays.fill(deep, new StackTraceElement("a".repeat(300), "run", null, -2));
        error.setStackTrace(deep);
        Tuple reason = Crash.reason(error);
        assertThat(reason.toString()).hasSizeLessThan(10_000);
        assertThat(reason.at(1).toString()).startsWith("[{" + "a".repeat(255) + ",run,0,[]},");
    }

    @Test
    void namesTheCausesThatTheMessageDoesNotQuote() {
        var cause = new IllegalStateException("disk full", new java.io.IOException());
        assertThat(Crash.error(new RuntimeException("cannot commit", cause)).toString())
                .isEqualTo("{'java.lang.RuntimeException',<<\"cannot commit; caused by "
                        + "java.lang.IllegalStateException: disk full; caused by java.io.IOException: \">>}");
        assertThat(Crash.error(new RuntimeException(cause)).toString())
                .isEqualTo("{'java.lang.RuntimeException',<<\"java.lang.IllegalStateException: disk full; caused by "
                        + "java.io.IOException: \">>}");
        assertThat(Crash.error(new NullPointerException()).toString())
                .isEqualTo("{'java.lang.NullPointerException',<<>>}");
    }

    @Test
    void isInterruptedByTheSignalThatEndsIt() throws Exception {
        for (String reason : new String[] {"kill", "enough"}) {
            var started = new CountDownLatch(1);
            var interrupted = new CountDownLatch(1);
            JavaProcess process = node.spawn(self -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
            });
            started.await();
            Ref monitor = watcher.monitor(process.self());
            watcher.exit(process.self(), atom(reason));
            Term seen = atom(reason.equals("kill") ? "killed" : reason);
            assertThat(down(monitor)).isEqualTo(seen);
            assertThat(interrupted.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.await(SOON)).contains(seen);
        }
    }

    @Test
    void trapsExitSignalsIfItWants() throws Exception {
        BlockingQueue<Term> got = new LinkedBlockingQueue<>();
        var ready = new CountDownLatch(1);
        JavaProcess process = node.spawn(self -> {
            self.trapExits(true);
            ready.countDown();
            got.add(self.receive());
        });
        ready.await();
        watcher.exit(process.self(), atom("why"));
        assertThat(process.await(SOON)).contains(atom("normal"));
        assertThat(got).containsExactly(tuple(atom("EXIT"), watcher.self(), atom("why")));
    }

    @Test
    void isEndedByItsHandle() throws Exception {
        JavaProcess process = node.spawn(Mailbox::receive);
        process.exit(atom("enough"));
        assertThat(process.await()).isEqualTo(atom("enough"));
    }

    @Test
    void isLinkedToItsParentBeforeItRuns() throws Exception {
        Mailbox parent = node.mailbox();
        parent.trapExits(true);
        JavaProcess child = node.newProcess().linkedTo(parent).start(self -> {
            throw new ProcessExit(atom("at_once"));
        });
        assertThat(parent.receive(SOON)).contains(tuple(atom("EXIT"), child.self(), atom("at_once")));
        JavaProcess second = node.newProcess().linkedTo(parent).start(Mailbox::receive);
        assertThat(parent.links()).containsExactly(second.self());
        parent.close(atom("gone"));
        assertThat(second.await(SOON)).contains(atom("gone"));
        JavaProcess late = node.newProcess().linkedTo(parent).start(Mailbox::receive);
        assertThat(late.await(SOON)).contains(atom("noproc"));
    }

    @Test
    void hasItsNameAndGroupLeaderBeforeItRuns() throws Exception {
        var seen = new CompletableFuture<Pid>();
        Pid leader = far.mailbox().self();
        JavaProcess process = node.newProcess()
                .named("worker")
                .groupLeader(leader)
                .start(self -> {
                    seen.complete(self.groupLeader().orElseThrow());
                    self.receive();
                });
        assertThat(node.whereis("worker")).contains(process.self());
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(leader);
        assertThatThrownBy(() -> node.newProcess().named("worker").start(Mailbox::receive))
                .isInstanceOfSatisfying(
                        NameTakenException.class, e -> assertThat(e.holder()).contains(process.self()));
        process.exit(atom("kill"));
        process.await();
        assertThat(node.whereis("worker")).isEmpty();
    }

    @Test
    void holdsUpSendersWhenItIsFull() throws Exception {
        var go = new CountDownLatch(1);
        JavaProcess process = node.newProcess().bounded(Bound.pausing(2)).start(self -> {
            go.await();
            for (int i = 0; i < 3; i++) self.receive();
        });
        Mailbox sender = node.mailbox();
        assertThat(sender.trySend(process.self(), atom("a"))).isTrue();
        assertThat(sender.trySend(process.self(), atom("b"))).isTrue();
        assertThat(sender.trySend(process.self(), atom("c"))).isFalse();
        go.countDown();
        sender.send(process.self(), atom("c"));
        assertThat(process.await(SOON)).contains(atom("normal"));
    }

    @Test
    void endsWithItsNode() throws Exception {
        JavaProcess process = node.spawn(self -> new CountDownLatch(1).await());
        node.close();
        assertThat(process.await(SOON)).contains(atom("shutdown"));
    }
}
