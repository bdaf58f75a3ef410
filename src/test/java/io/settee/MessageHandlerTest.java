package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.process.Mailbox;
import io.settee.process.MessageHandler;
import io.settee.support.LocalCluster;
import io.settee.term.Pattern;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that go to a handler instead of a receiver. */
@Timeout(60)
class MessageHandlerTest {
    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private ErlangNode far;
    private Mailbox sender;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("near").start();
        far = cluster.node("far").start();
        sender = far.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        far.close();
        cluster.close();
    }

    /** Keeps what it is given. */
    private static final class Keeper implements MessageHandler {
        final BlockingQueue<Term> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        final BlockingQueue<Term> ends = new LinkedBlockingQueue<>();

        @Override
        public void message(Term message) {
            threads.add(Thread.currentThread());
            messages.add(message);
        }

        @Override
        public void ended(Term reason) {
            ends.add(reason);
        }

        Term next() throws InterruptedException {
            Term message = messages.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (message == null) throw new AssertionError("no message came");
            return message;
        }

        Term end() throws InterruptedException {
            Term reason = ends.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (reason == null) throw new AssertionError("it was not told of the end");
            return reason;
        }
    }

    @Test
    void givesMessagesInOrderAndOneAtATimeOnVirtualThreads() throws Exception {
        int count = 20_000;
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var keeper = new Keeper();
        try (Mailbox box = node.mailbox("box")) {
            sender.send("box", node.name(), integer(0));
            box.onMessage(message -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                keeper.message(message);
                running.decrementAndGet();
            });
            for (int i = 1; i < count; i++) sender.send("box", node.name(), integer(i));
            for (int i = 0; i < count; i++) assertThat(keeper.next()).isEqualTo(integer(i));
            assertThat(most.get()).isEqualTo(1);
            assertThat(keeper.threads).hasSize(count).allMatch(Thread::isVirtual);
        }
    }

    @Test
    void usesTheThreadsOfAnExecutor() throws Exception {
        var keeper = new Keeper();
        try (ExecutorService own = Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().name("mine-", 0).factory());
                Mailbox box = node.mailbox("box")) {
            box.onMessage(keeper, own);
            for (int i = 0; i < 1000; i++) sender.send("box", node.name(), integer(i));
            for (int i = 0; i < 1000; i++) assertThat(keeper.next()).isEqualTo(integer(i));
            assertThat(keeper.threads).allMatch(thread -> thread.getName().startsWith("mine-"));
            box.close();
            assertThat(keeper.end()).isEqualTo(atom("normal"));
        }
    }

    @Test
    void keepsOffTheEventLoopWhateverTheExecutorDoes() throws Exception {
        var keeper = new Keeper();
        try (Mailbox box = node.mailbox("box")) {
            box.onMessage(keeper, Runnable::run);
            sender.send("box", node.name(), atom("hello"));
            assertThat(keeper.next()).isEqualTo(atom("hello"));
            assertThat(keeper.threads.take().getName()).doesNotStartWith("settee-io");
        }
    }

    @Test
    void stallsNobodyWhenHandlersWait() throws Exception {
        int handlers = 1000;
        var stuck = new CountDownLatch(1);
        var done = new CountDownLatch(handlers - 1);
        List<Mailbox> boxes = new ArrayList<>();
        for (int i = 0; i < handlers - 1; i++) {
            Mailbox box = node.mailbox();
            box.onMessage(message -> {
                stuck.await();
                done.countDown();
            });
            boxes.add(box);
        }
        var quick = new Keeper();
        Mailbox last = node.mailbox();
        last.onMessage(quick);
        for (Mailbox box : boxes) sender.send(box.self(), atom("work"));
        sender.send(last.self(), atom("quick"));
        assertThat(quick.next()).isEqualTo(atom("quick"));
        assertThat(done.getCount()).isEqualTo(handlers - 1);
        stuck.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsTheMailboxWhenTheHandlerFails() throws Exception {
        var ends = Collections.synchronizedList(new ArrayList<Term>());
        var told = new CountDownLatch(1);
        try (Mailbox box = node.mailbox()) {
            box.onMessage(new MessageHandler() {
                @Override
                public void message(Term message) {
                    throw new IllegalStateException("no " + message);
                }

                @Override
                public void ended(Term reason) {
                    ends.add(reason);
                    told.countDown();
                }
            });
            sender.monitor(box.self());
            sender.send(box.self(), atom("thanks"));
            Term reason = sender.receive(Pattern.of("{'DOWN', _, process, _, Reason}"), SOON)
                    .orElseThrow()
                    .get("Reason");
            assertThat(reason.toString())
                    .startsWith("{{'java.lang.IllegalStateException',<<\"no thanks\">>},"
                            + "[{'io.settee.MessageHandlerTest$");
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ends).containsExactly(reason);
            assertThat(box.isAlive()).isFalse();
        }
    }

    @Test
    void endsTheMailboxWhenTheExecutorRefuses() throws Exception {
        var keeper = new Keeper();
        try (Mailbox box = node.mailbox()) {
            box.onMessage(keeper, task -> {
                throw new RejectedExecutionException("full");
            });
            sender.send(box.self(), atom("hello"));
            assertThat(keeper.end().toString())
                    .startsWith("{{'java.util.concurrent.RejectedExecutionException',<<\"full\">>},");
        }
    }

    /** Rather than that it lives on and gives nothing any more. */
    @Test
    void endsTheMailboxWhenTheExecutorFails() throws Exception {
        var keeper = new Keeper();
        try (Mailbox box = node.mailbox()) {
            box.onMessage(keeper, task -> {
                throw new StackOverflowError("of a test");
            });
            sender.send(box.self(), atom("hello"));
            assertThat(keeper.end().toString()).startsWith("{{'java.lang.StackOverflowError',<<\"of a test\">>},");
        }
    }

    @Test
    void givesWhatCameBeforeTheEnd() throws Exception {
        var keeper = new Keeper();
        var first = new CountDownLatch(1);
        try (Mailbox box = node.mailbox()) {
            box.onMessage(new MessageHandler() {
                @Override
                public void message(Term message) throws InterruptedException {
                    first.await();
                    keeper.message(message);
                }

                @Override
                public void ended(Term reason) {
                    keeper.ended(reason);
                }
            });
            for (int i = 0; i < 100; i++) sender.send(box.self(), integer(i));
            sender.exit(box.self(), atom("enough"));
            sender.monitor(box.self());
            assertThat(sender.receive(Pattern.of("{'DOWN', _, process, _, noproc}"), SOON))
                    .isPresent();
            first.countDown();
            for (int i = 0; i < 100; i++) assertThat(keeper.next()).isEqualTo(integer(i));
            assertThat(keeper.end()).isEqualTo(atom("enough"));
        }
    }

    /** One turn ends and the next begins at nearly every message here, on another thread. */
    @Test
    void letsTheHandlerReceiveInEveryTurn() throws Exception {
        int rounds = 20_000;
        var given = new AtomicInteger();
        try (Mailbox box = node.mailbox()) {
            box.onMessage(message -> {
                given.incrementAndGet();
                assertThat(box.receive(Pattern.of("never"), Duration.ZERO)).isEmpty();
            });
            for (int i = 1; i <= rounds && box.isAlive(); i++) {
                box.post(integer(i));
                while (given.get() < i && box.isAlive()) Thread.onSpinWait();
            }
            assertThat(box.exitReason()).isEmpty();
            assertThat(given.get()).isEqualTo(rounds);
        }
    }

    /** That looks through what has come, for the DOWN of the monitor. */
    @Test
    void givesWhatComesWhileAnotherThreadEndsAMonitor() throws Exception {
        int rounds = 20_000;
        var given = new AtomicInteger();
        var done = new AtomicBoolean();
        try (Mailbox box = node.mailbox();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            box.onMessage(message -> given.incrementAndGet());
            Ref ended = box.alias();
            other.submit(() -> {
                while (!done.get()) box.demonitor(ended);
            });
            try {
                for (int i = 1; i <= rounds; i++) {
                    box.post(integer(i));
                    long started = System.nanoTime();
                    while (given.get() < i && System.nanoTime() - started < SOON.toNanos()) Thread.onSpinWait();
                    assertThat(given.get()).isEqualTo(i);
                }
            } finally {
                done.set(true);
            }
        }
    }

    @Test
    void letsTheHandlerAloneReceive() throws Exception {
        var keeper = new Keeper();
        try (Mailbox box = node.mailbox()) {
            box.onMessage(message -> {
                if (message.equals(atom("ask"))) {
                    keeper.message(box.receive(Pattern.of("{answer, X}")).get("X"));
                } else {
                    keeper.message(message);
                }
            });
            sender.send(box.self(), atom("ask"));
            sender.send(box.self(), atom("later"));
            sender.send(box.self(), tuple(atom("answer"), integer(42)));
            assertThat(keeper.next()).isEqualTo(integer(42));
            assertThat(keeper.next()).isEqualTo(atom("later"));
            assertThatThrownBy(() -> box.receive(SOON)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> box.onMessage(keeper)).isInstanceOf(IllegalStateException.class);
        }
    }
}
