package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.control.Signal;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of signals within a node, and that recipients with locks never wait for each other. */
@Timeout(30)
class HomeRouteTest {
    private final Identifiers identifiers = new Identifiers(NodeName.of("a@h"), new Creation(5));
    private final Registry registry = new Registry(identifiers);
    private final HomeRoute home = new HomeRoute(new SignalRouter(registry, () -> (request, via) -> {}));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** As a process does, it takes signals under a lock; and it answers each unlink under it. */
    private final class Locked implements Recipient {
        private final Pid self = identifiers.nextPid();
        private final ReentrantLock lock = new ReentrantLock();
        private final ConcurrentLinkedQueue<Signal> seen = new ConcurrentLinkedQueue<>();

        Locked() {
            registry.add(this);
        }

        @Override
        public Pid self() {
            return self;
        }

        @Override
        public void signal(Signal signal, Route via) {
            if (SignalRouter.isMessage(signal)) {
                seen.add(signal);
                return;
            }
            lock.lock();
            try {
                seen.add(signal);
                if (signal instanceof Signal.Unlink unlink) {
                    via.answer(new Signal.UnlinkAck(unlink.id(), self, unlink.from()));
                }
            } finally {
                lock.unlock();
            }
        }

        /** What a process does when it unlinks: it sends while it holds its lock. */
        void unlink(Pid other, long id) {
            lock.lock();
            try {
                home.answer(new Signal.Unlink(id, self, other));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void lost(Route via) {}

        @Override
        public void nodeClosed() {}
    }

    @Test
    void letsManyWithLocksSignalEachOtherAtOnce() throws Exception {
        List<Locked> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) all.add(new Locked());
        int each = 5000;
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Locked from = all.get(i);
            Locked to = all.get((i + 1) % all.size());
            done.add(threads.submit(() -> {
                for (int n = 1; n <= each; n++) {
                    from.unlink(to.self, n);
                    to.unlink(from.self, n);
                }
            }));
        }
        for (Future<?> one : done) one.get(20, TimeUnit.SECONDS);
        // Each has two neighbours, whose unlinks it gets and who acknowledge its own. The last of it may still be under
        // way.
        for (Locked one : all) {
            while (one.seen.size() < 4 * each) Thread.onSpinWait();
            assertThat(one.seen).hasSize(4 * each);
        }
    }

    @Test
    void letsNoMessageOvertakeTheSignalsOfItsSender() throws Exception {
        Locked receiver = new Locked();
        Locked other = new Locked();
        Future<?> noise = threads.submit(() -> {
            for (int n = 1; !Thread.currentThread().isInterrupted(); n++) other.unlink(other.self, n);
        });
        Pid sender = identifiers.nextPid();
        int rounds = 20_000;
        for (int n = 1; n <= rounds; n++) {
            home.answer(new Signal.UnlinkAck(n, sender, receiver.self));
            home.answer(new Signal.Send(sender, receiver.self, Int.of(n), null));
        }
        noise.cancel(true);
        while (receiver.seen.size() < 2 * rounds) Thread.onSpinWait();
        long n = 0;
        for (Signal signal : receiver.seen) {
            if (signal instanceof Signal.UnlinkAck ack) assertThat(ack.id()).isEqualTo(++n);
            else assertThat(((Signal.Send) signal).message()).isEqualTo(Int.of(n));
        }
        assertThat(n).isEqualTo(rounds);
    }

    @Test
    void givesAThreadBackToItsOwnerWhileOthersKeepSignalling() throws Exception {
        Pid nobody = identifiers.nextPid();
        var signal = new Signal.UnlinkAck(1, nobody, nobody);
        var running = new CountDownLatch(2);
        for (int t = 0; t < 2; t++) {
            threads.submit(() -> {
                running.countDown();
                while (!Thread.currentThread().isInterrupted()) home.answer(signal);
            });
        }
        running.await();
        Future<?> mine = threads.submit(() -> {
            for (int i = 0; i < 100; i++) home.answer(signal);
        });
        mine.get(20, TimeUnit.SECONDS);
    }

    @Test
    void answersForTheDead() {
        Locked watcher = new Locked();
        Pid dead = identifiers.nextPid();
        home.answer(new Signal.Link(watcher.self, dead));
        home.answer(new Signal.Unlink(7, watcher.self, dead));
        assertThat(watcher.seen)
                .containsExactly(
                        new Signal.Exit(dead, watcher.self, new Atom("noproc"), null),
                        new Signal.UnlinkAck(7, dead, watcher.self));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnAfterAFailureOfARecipient(Consumer<Signal> failure) {
        var broken = new Recipient() {
            private final Pid self = identifiers.nextPid();

            @Override
            public Pid self() {
                return self;
            }

            @Override
            public void signal(Signal signal, Route via) {
                failure.accept(signal);
            }

            @Override
            public void lost(Route via) {}

            @Override
            public void nodeClosed() {}
        };
        registry.add(broken);
        Locked fine = new Locked();
        home.answer(new Signal.UnlinkAck(1, fine.self, broken.self()));
        home.answer(new Signal.Send(fine.self, broken.self(), new Atom("x"), null));
        home.answer(new Signal.UnlinkAck(2, broken.self(), fine.self));
        assertThat(fine.seen).hasSize(1);
    }

    static List<Consumer<Signal>> failures() {
        return List.of(
                signal -> {
                    throw new IllegalStateException("a defect");
                },
                signal -> {
                    throw new StackOverflowError("of a test");
                });
    }
}
