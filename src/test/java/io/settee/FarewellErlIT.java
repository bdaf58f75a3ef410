package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Int;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a node leaves peers that do not answer its farewell. It takes its time, so both carriers are left together. */
@Timeout(60)
class FarewellErlIT {
    private static final int MESSAGES = 2_000;

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private record Pair(ErlNode erl, ErlangNode node) {}

    @Test
    void waitsForAFrozenPeerForSomeSecondsOnlyAndTakesNothingFromIt() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (ErlCase on : List.of(new ErlCase(25, false), new ErlCase(29, true))) pairs.add(connect(on));

        for (Pair pair : pairs) {
            pair.erl.pause();
            try (Mailbox box = pair.node.mailbox()) {
                for (int i = 0; i < MESSAGES; i++) box.send("collector", pair.erl.name(), Int.of(i));
            }
        }
        long start = System.nanoTime();
        try (ExecutorService leaving = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (Pair pair : pairs) ends.add(leaving.submit(pair.node::close));
            for (Future<?> end : ends) end.get(10, TimeUnit.SECONDS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("Connection.FAREWELL is 3 s")
                .isBetween(Duration.ofMillis(2900), Duration.ofMillis(4500));

        for (Pair pair : pairs) {
            pair.erl.resume();
            assertThat(pair.erl.eval("Collect(0)")).as("%s", pair.erl).isEqualTo("{" + MESSAGES + ",noconnection}");
        }
    }

    private static Pair connect(ErlCase on) throws InterruptedException {
        ErlNode erl = on.erl(erlang, "frozen" + on.suffix()).start();
        ErlangNode node =
                on.settee(erlang, "leaver" + on.suffix() + "@127.0.0.1").start();
        node.mailbox("leaving");
        node.connect(erl.name().toString());
        erl.eval("register(collector, self()), monitor(process, {leaving, '" + node.name() + "'})");
        erl.eval("""
                Collect = fun Collect(N) -> receive N -> Collect(N + 1);
                    {'DOWN', _, process, _, Reason} -> {N, Reason} after 10000 -> {N, nothing} end end""");
        return new Pair(erl, node);
    }
}
