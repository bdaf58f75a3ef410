package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.node.NodeEvent;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.SlowLink;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Slow readers, slow links and large messages, between us and real nodes whose net_ticktime is short. What takes its time is waited for
 * with all releases and carriers together.
 */
@Timeout(120)
@Tag("alone")
class PressureErlIT {
    private static final Duration TICK_TIME = Duration.ofSeconds(4);
    private static final int LARGE_BYTES = 200_000_000;

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static final List<Peer> peers = new ArrayList<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> opened = new ArrayList<>();

    private record Peer(ErlCase on, String suffix, ErlNode erl) {
        @Override
        public String toString() {
            return on.toString();
        }
    }

    @BeforeAll
    static void startErl() {
        for (ErlCase on : ErlCase.all().toList()) {
            String suffix = on.suffix();
            ErlNode erl = on.erl(erlang, "m" + suffix)
                    .args("-kernel", "net_ticktime", "4")
                    .start();
            erl.eval("""
                    register(counter, spawn(fun() -> (fun Loop(N) -> receive
                        {From, tell} -> From ! {count, N}, Loop(0);
                        _ -> Loop(N + 1)
                    end end)(0) end)),
                    register(sizes, spawn(fun Loop() -> receive
                        {From, tell} -> From ! {sizes, lists:reverse(get(seen))}, put(seen, []), Loop();
                        Bin -> put(seen, [byte_size(Bin) | case get(seen) of undefined -> []; L -> L end]), Loop()
                    end end)), ok""");
            peers.add(new Peer(on, suffix, erl));
        }
    }

    @AfterAll
    static void killErl() {
        peers.forEach(peer -> peer.erl.kill());
        peers.clear();
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable one : opened.reversed()) one.close();
    }

    private ErlangNode node(Peer peer, String name) throws InterruptedException {
        ErlangNode node = peer.on
                .settee(erlang, name + peer.suffix + "@127.0.0.1")
                .tickTime(TICK_TIME)
                .start();
        opened.add(node);
        node.connect(peer.erl.name().toString());
        return node;
    }

    @Test
    void holdsUpSendersToAFullMailboxForLongerThanTheTickTimeAndLosesNothing() throws Exception {
        // More than the buffers of the sockets take.
        int count = 16_000;
        record Held(Peer peer, ErlangNode node, Mailbox full, Mailbox open, ErlCase.Events events) {}
        List<Held> all = new ArrayList<>();
        for (Peer peer : peers) {
            ErlangNode node = node(peer, "held");
            all.add(new Held(
                    peer, node, node.mailbox("full", Bound.pausing(10)), node.mailbox("open"), ErlCase.events(node)));
        }
        for (Held held : all) {
            held.peer.erl.eval("""
                    To = {full, '%s'}, Load = binary:copy(<<1>>, 5000),
                    register(sender, spawn(fun() -> [To ! {N, Load} || N <- lists:seq(0, %d)] end)), ok
                    """.formatted(held.node.name(), count - 1));
        }
        for (Held held : all) {
            assertThat(held.events.next(NodeEvent.MailboxFull.class).mailbox()).isEqualTo(held.full.self());
        }
        long start = System.nanoTime();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> System.nanoTime() - start > TICK_TIME.toNanos() * 7 / 4);
        for (Held held : all) {
            assertThat(held.full.size()).as("%s", held.peer).isBetween(10, 1000);
            // Busy on the port, as on one to a slow BEAM.
            assertThat(held.peer.erl.eval("process_info(whereis(sender), status)"))
                    .as("%s", held.peer)
                    .isEqualTo("{status,suspended}");
            assertThat(held.peer.erl.eval("nodes(hidden)")).contains("held");
            assertThat(held.events.queue()).as("%s", held.peer).isEmpty();
            assertThat(held.peer.erl.output()).doesNotContain("not responding");
        }
        for (Held held : all) {
            for (int i = 0; i < count; i++) {
                assertThat(held.full
                                .receive(Pattern.of("{N, _}"), SOON)
                                .orElseThrow()
                                .get("N"))
                        .isEqualTo(integer(i));
            }
            held.peer.erl.eval("{open, '" + held.node.name() + "'} ! hello");
            assertThat(held.open.receive(SOON)).isPresent();
        }
    }

    @Test
    void keepsAConnectionOverALinkThatNeedsLongerThanTheTickTimeForALargeMessage() throws Exception {
        int bytes = 130_000;
        int bytesPerSecond = 15_000;
        record Slow(Peer peer, ErlangNode node, Mailbox box, ErlCase.Events events) {}
        List<Slow> all = new ArrayList<>();
        for (Peer peer : peers) {
            String port = peer.erl.eval("element(2, erl_epmd:port_please(\"m" + peer.suffix + "\", {127,0,0,1}))");
            var link = new SlowLink(Integer.parseInt(port), bytesPerSecond);
            opened.add(link);
            ErlangNode node = peer.on
                    .settee(erlang, "slow" + peer.suffix + "@127.0.0.1")
                    .resolver(any -> link.address())
                    .tickTime(TICK_TIME)
                    .start();
            opened.add(node);
            var events = ErlCase.events(node);
            node.connect(peer.erl.name().toString());
            events.next(NodeEvent.PeerUp.class);
            all.add(new Slow(peer, node, node.mailbox("box"), events));
        }
        long start = System.nanoTime();
        for (Slow slow : all) {
            slow.peer.erl.eval("{box, '%s'} ! binary:copy(<<1>>, %d), ok".formatted(slow.node.name(), bytes));
            slow.box.send("sizes", slow.peer.erl.name(), binary(new byte[bytes]));
            slow.box.send("sizes", slow.peer.erl.name(), tuple(slow.box.self(), atom("tell")));
        }
        for (Slow slow : all) {
            Duration patience = Duration.ofSeconds(30);
            List<Term> came = List.of(
                    slow.box.receive(patience).orElseThrow(),
                    slow.box.receive(patience).orElseThrow());
            assertThat(came)
                    .as("%s", slow.peer)
                    .anyMatch(term -> term instanceof Binary b && b.bytes().length() == bytes);
            assertThat(came).map(Term::toString).as("%s", slow.peer).contains("{sizes,[" + bytes + "]}");
            assertThat(slow.events.queue()).as("%s", slow.peer).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(TICK_TIME.plus(TICK_TIME));
    }

    @Test
    void letsAThousandSmallMessagesASecondPassWhile200MegabytesGoEachWay() throws Exception {
        Term large = binary(new byte[LARGE_BYTES]);
        for (Peer peer : peers) {
            ErlangNode node = node(peer, "large");
            var in = new AtomicInteger();
            var done = new AtomicBoolean();
            try (Mailbox box = node.mailbox("box");
                    Mailbox small = node.mailbox("small")) {
                small.onMessage(message -> in.incrementAndGet());
                long start = System.nanoTime();
                Future<?> out = threads.submit(() -> twoThousandASecond(node, peer, done));
                peer.erl.eval("""
                        Small = {small, '%1$s'}, Start = erlang:monotonic_time(millisecond),
                        put(ticker, spawn(fun() -> (fun Loop(N) ->
                            Due = 2 * (erlang:monotonic_time(millisecond) - Start),
                            [Small ! x || _ <- lists:seq(N + 1, Due)],
                            receive stop -> ok after 1 -> Loop(max(N, Due)) end
                        end)(0) end)),
                        spawn(fun() -> Box = {box, '%1$s'}, Box ! binary:copy(<<1>>, %2$d), Box ! behind end), ok
                        """.formatted(node.name(), LARGE_BYTES));
                for (Term message : List.of(large, binary(new byte[7]), tuple(box.self(), atom("tell")))) {
                    box.send("sizes", peer.erl.name(), message);
                }
                List<String> came = new ArrayList<>();
                for (int i = 0; i < 3; i++)
                    came.add(summary(box.receive(Duration.ofSeconds(60)).orElseThrow()));
                box.send("counter", peer.erl.name(), tuple(box.self(), atom("tell")));
                int smallOut = (int) ((Int) box.receive(Pattern.of("{count, N}"), SOON)
                                .orElseThrow()
                                .get("N"))
                        .longValue();
                double seconds = (System.nanoTime() - start) / 1e9;
                // From the same sender nothing overtakes the large one.
                assertThat(came).as("%s", peer).containsSubsequence("binary of " + LARGE_BYTES, "behind");
                assertThat(came).as("%s", peer).contains("{sizes,[" + LARGE_BYTES + ",7]}");
                assertThat(smallOut / seconds).as("%s", peer).isGreaterThan(1000);
                // A BEAM suspends all who send while its port is busy; when they go on they make up for it.
                await().atMost(SOON).until(() -> in.get() / ((System.nanoTime() - start) / 1e9) > 1000);
                done.set(true);
                out.get(10, TimeUnit.SECONDS);
                peer.erl.eval("get(ticker) ! stop");
            }
            node.close();
        }
    }

    private static Void twoThousandASecond(ErlangNode node, Peer peer, AtomicBoolean done) throws InterruptedException {
        long start = System.nanoTime();
        int sent = 0;
        try (Mailbox talker = node.mailbox()) {
            while (!done.get()) {
                for (long due = (System.nanoTime() - start) / 500_000; sent < due; sent++) {
                    talker.send("counter", peer.erl.name(), integer(sent));
                }
                Thread.sleep(1);
            }
        }
        return null;
    }

    private static String summary(Term message) {
        return message instanceof Binary b ? "binary of " + b.bytes().length() : message.toString();
    }
}
