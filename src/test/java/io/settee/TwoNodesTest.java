package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.connection.CloseReason;
import io.settee.error.ConnectionLostException;
import io.settee.error.HandshakeException;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.LocalCluster;
import io.settee.term.Int;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes of ours: what can be seen of connections without Erlang. */
@Timeout(60)
class TwoNodesTest {
    private final LocalCluster cluster = new LocalCluster();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
        cluster.close();
    }

    private static void passesMessages(ErlangNode from, ErlangNode to) throws InterruptedException {
        try (Mailbox sender = from.mailbox();
                Mailbox receiver = to.mailbox()) {
            Term mark = tuple(sender.self(), from.newRef());
            sender.send(receiver.self(), mark);
            assertThat(receiver.receive(SOON)).contains(mark);
            receiver.send(sender.self(), mark);
            assertThat(sender.receive(SOON)).contains(mark);
        }
    }

    /** Also for who comes second: the name is free then. */
    @Test
    void isClosedWhenCloseReturns() throws Exception {
        for (int round = 0; round < 50; round++) {
            ErlangNode node = cluster.node("again").start();
            Thread first = Thread.startVirtualThread(node::close);
            node.close();
            cluster.node("again").start().close();
            first.join();
        }
    }

    @Test
    void writesWhatWasSentBeforeItCloses() throws Exception {
        int count = 300;
        try (ErlangNode receiving = cluster.node("receiving").start();
                Mailbox inbox = receiving.mailbox("inbox")) {
            try (ErlangNode sending = cluster.node("sending").start();
                    Mailbox box = sending.mailbox()) {
                Term large = binary(new byte[100_000]);
                for (int i = 0; i < count; i++) {
                    box.send("inbox", receiving.name(), tuple(integer(i), large));
                }
            }
            for (int i = 0; i < count; i++) {
                assertThat(inbox.receive(Pattern.of("{N, _}"), SOON)
                                .orElseThrow()
                                .get("N"))
                        .isEqualTo(integer(i));
            }
        }
    }

    @Test
    void endsItsMailboxesWhenItCloses() throws Exception {
        ErlangNode node = cluster.node("closing").start();
        Mailbox box = node.mailbox("waits");
        var waiting = new CountDownLatch(1);
        Future<Throwable> outcome = threads.submit(() -> {
            waiting.countDown();
            return catchThrowable(box::receive);
        });
        waiting.await();
        node.close();
        assertThat(outcome.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(node::mailbox).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsWithOneConnectionWhenBothDialAtOnce() throws Exception {
        try (ErlangNode a = cluster.node("a").start();
                ErlangNode z = cluster.node("z").start()) {
            for (int round = 0; round < 200; round++) {
                var go = new CountDownLatch(1);
                List<CompletableFuture<Void>> dials = new ArrayList<>();
                for (var pair : List.of(List.of(a, z), List.of(z, a))) {
                    dials.add(CompletableFuture.runAsync(
                            () -> {
                                try {
                                    go.await();
                                    pair.get(0).connect("" + pair.get(1).name());
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads));
                }
                go.countDown();
                for (var dial : dials) dial.get(20, TimeUnit.SECONDS);
                passesMessages(a, z);
                assertThat(a.peers()).as("round " + round).hasSize(1);
                assertThat(z.peers()).as("round " + round).hasSize(1);
                var events = ErlCase.events(z);
                a.disconnect("" + z.name());
                if (!z.peers().isEmpty()) events.next(NodeEvent.PeerDown.class);
            }
        }
    }

    @Test
    void dropsWhoeverIsSilentInSetupTimeAndServesOthersMeanwhile() throws Exception {
        try (ErlangNode host =
                        cluster.node("host").setupTime(Duration.ofSeconds(1)).start();
                ErlangNode guest = cluster.node("guest").start()) {
            var events = ErlCase.events(host);
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) silent.add(new Socket(InetAddress.getLoopbackAddress(), portOf(host)));
                long start = System.nanoTime();
                assertThat(guest.ping("" + host.name(), SOON)).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
                for (Socket socket : silent) {
                    socket.setSoTimeout(5000);
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(events.next(NodeEvent.Refused.class).reason()).contains("silent");
                }
            } finally {
                for (Socket socket : silent) socket.close();
            }
        }
    }

    @Test
    void saysWhatItIsThatSpeaksAnotherProtocol() throws Exception {
        try (ErlangNode host = cluster.node("host").start();
                Socket browser = new Socket(InetAddress.getLoopbackAddress(), portOf(host))) {
            var events = ErlCase.events(host);
            browser.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(events.next(NodeEvent.Refused.class).reason()).contains("HTTP");
            browser.setSoTimeout(5000);
            assertThat(browser.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void replacesAConnectionThatThePeerHasGivenUp() throws Exception {
        try (ErlangNode host = cluster.node("host").start();
                ErlangNode former = cluster.node("twice").start();
                Mailbox box = former.mailbox();
                Mailbox watcher = host.mailbox()) {
            former.connect("" + host.name());
            watcher.monitor(box.self());
            var events = ErlCase.events(host);
            int port = portOf(host);
            try (ErlangNode latter = cluster.node("twice")
                    .resolver(peer -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .start()) {
                latter.connect("" + host.name());
                assertThat(events.next(NodeEvent.PeerDown.class).reason().kind())
                        .isEqualTo(CloseReason.Kind.REPLACED);
                events.next(NodeEvent.PeerUp.class);
                assertThat(watcher.receive(Pattern.of("{'DOWN', _, process, _, Reason}"), SOON)
                                .orElseThrow()
                                .get("Reason"))
                        .isEqualTo(atom("noconnection"));
                passesMessages(latter, host);
                // A pid of the former incarnation leads nowhere now.
                watcher.send(box.self(), atom("lost"));
                watcher.monitor(box.self());
                assertThat(watcher.receive(Pattern.of("{'DOWN', _, process, _, Reason}"), SOON)
                                .orElseThrow()
                                .get("Reason"))
                        .isEqualTo(atom("noproc"));
            }
        }
    }

    @Test
    void refusesAClaimToItsOwnName() throws Exception {
        try (ErlangNode host = cluster.node("host").start();
                ErlangNode thief = cluster.node("host")
                        .resolver(peer -> new InetSocketAddress(InetAddress.getLoopbackAddress(), portOf(host)))
                        .start()) {
            assertThatThrownBy(() -> thief.connect("other@127.0.0.1"))
                    .isInstanceOfSatisfying(
                            HandshakeException.class,
                            e -> assertThat(e.reason()).isEqualTo(HandshakeException.Reason.NOT_ALLOWED));
            assertThat(host.peers()).isEmpty();
        }
    }

    @Test
    void tellsSendersThatTheConnectionIsGone() throws Exception {
        try (ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start();
                Mailbox box = a.mailbox()) {
            a.connect("" + b.name());
            b.close();
            var error = catchThrowableOfType(io.settee.error.SetteeException.class, () -> {
                while (true) box.send("x", b.name(), atom("y"));
            });
            assertThat(error).hasMessageContaining("b");
            assertThat(error).isInstanceOfAny(ConnectionLostException.class, io.settee.error.EpmdException.class);
        }
    }

    @Test
    void keepsTheOrderOfEachSender() throws Exception {
        int senders = 8;
        int each = 5000;
        try (ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start();
                Mailbox inbox = b.mailbox("inbox")) {
            for (int s = 0; s < senders; s++) {
                Int id = integer(s);
                threads.submit(() -> {
                    try (Mailbox box = a.mailbox()) {
                        for (int i = 0; i < each; i++) box.send("inbox", b.name(), tuple(id, integer(i)));
                    }
                    return null;
                });
            }
            int[] next = new int[senders];
            for (int i = 0; i < senders * each; i++) {
                var message = inbox.receive(Pattern.of("{S, N}"), SOON).orElseThrow();
                int sender = (int) ((Int) message.get("S")).longValue();
                assertThat(message.get("N")).isEqualTo(integer(next[sender]++));
            }
        }
    }

    private int portOf(ErlangNode node) {
        return new io.settee.epmd.EpmdClient(cluster.epmdPort(), SOON)
                .lookup(InetAddress.getLoopbackAddress(), node.name().name())
                .port();
    }
}
