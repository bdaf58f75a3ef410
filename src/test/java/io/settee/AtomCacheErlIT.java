package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.connection.ConnectionSettings;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Atoms that real nodes are sent by number. They close the connection over any reference that they cannot follow. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class AtomCacheErlIT {
    private static final int THREADS = 6;
    private static final int EACH = 250;

    /** More than there are numbers for. */
    private static final int ATOMS = 2600;

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "a" + on.suffix()).start();
        erl.eval("register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end))");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private ErlangNode node(String name) throws InterruptedException {
        ErlangNode node = on.settee(erlang, name + "@127.0.0.1").start();
        node.connect(erl.name().toString());
        return node;
    }

    private static Term echoed(Mailbox box, Term term) throws InterruptedException {
        box.send("echo", erl.name(), tuple(box.self(), term));
        return box.receive(Pattern.of("{echo, M}"), Duration.ofSeconds(20))
                .orElseThrow()
                .get("M");
    }

    private static Term atoms(int from, int count) {
        List<Term> atoms = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            String text = i % 100 == 7 ? "\uD83D\uDE00".repeat(250) : i % 100 == 8 ? "ä" : "an_atom_";
            atoms.add(atom(text + i % ATOMS));
        }
        return new TermList(atoms);
    }

    /** Every atom often, in messages small, fragmented, and with more atoms than a header holds, from many threads. */
    private static void talk(ErlangNode node, int thread) throws InterruptedException {
        var random = new SplittableRandom(thread);
        try (Mailbox box = node.mailbox()) {
            for (int i = 0; i < EACH; i++) {
                int count = random.nextInt(10) == 0 ? 300 : 60;
                Term message = atoms(random.nextInt(ATOMS), count);
                if (random.nextInt(10) == 0) message = tuple(message, binary(new byte[150_000]), atoms(i, 20));
                assertThat(echoed(box, message)).isEqualTo(message);
            }
        }
    }

    @Test
    void sendsMoreAtomsThanThereAreNumbersFromManyThreadsOverOneConnectionAfterTheOther() throws Exception {
        try (ErlangNode node = node("many")) {
            for (int round = 0; round < 2; round++) {
                // What we answer from event loops is among it.
                erl.eval("put(asking, spawn(fun() -> (fun Ask(N) -> R = monitor(process, {list_to_atom(\"none\" ++"
                        + " integer_to_list(N rem 40)), 'many@127.0.0.1'}),"
                        + " receive {'DOWN', R, _, _, noproc} -> Ask(N + 1); stop -> ok end end)(0) end))");
                List<Future<?>> talking = new ArrayList<>();
                for (int t = 0; t < THREADS; t++) {
                    int thread = t + round * THREADS;
                    talking.add(threads.submit(() -> {
                        talk(node, thread);
                        return null;
                    }));
                }
                for (Future<?> one : talking) one.get(50, TimeUnit.SECONDS);
                assertThat(erl.eval("{process_info(get(asking), status) =/= undefined, get(asking) ! stop}"))
                        .startsWith("{true,");
                var events = ErlCase.events(node);
                assertThat(node.statistics().total().connects()).isEqualTo(round + 1);
                node.disconnect(erl.name().toString());
                events.next(NodeEvent.PeerDown.class);
                node.connect(erl.name().toString());
            }
        }
    }

    @Test
    void takesAFewBytesForWhatComesOften() throws Exception {
        try (ErlangNode node = node("short");
                ErlangNode plain = on.settee(erlang, "plain@127.0.0.1")
                        .connections(ConnectionSettings.DEFAULT.withAtomCache(false))
                        .start()) {
            assertThat(bytesEach(node)).isLessThan(140);
            assertThat(bytesEach(plain)).isGreaterThan(300);
        }
    }

    private static double bytesEach(ErlangNode node) throws InterruptedException {
        String peer = erl.name().toString();
        Term message = tuple(atom("an_atom_of_average_length"), atoms(110, 20), integer(7));
        try (Mailbox box = node.mailbox()) {
            for (int i = 0; i < 50; i++) assertThat(echoed(box, message)).isEqualTo(message);
            assertThat(node.ping(peer, SOON)).isTrue();
            long before = node.statistics(peer).bytesOut();
            for (int i = 0; i < 100; i++) assertThat(echoed(box, message)).isEqualTo(message);
            return (node.statistics(peer).bytesOut() - before) / 100.0;
        }
    }
}
