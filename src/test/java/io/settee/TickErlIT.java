package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.connection.CloseReason;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ticks take their time, so all releases and carriers are waited for together. */
@Timeout(120)
class TickErlIT {
    private static final Duration TICK_TIME = Duration.ofSeconds(4);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private record Pair(ErlNode erl, ErlangNode same, ErlangNode usual, Mailbox watcher, ErlCase.Events events) {}

    @Test
    void keepsIdleConnectionsAndDropsThoseOfAPausedPeerInTime() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (ErlCase on : ErlCase.all().toList()) pairs.add(connect(on));

            // Fifteen times the tick time, in which nobody has anything to say.
            Duration idle = Duration.ofMinutes(1);
            long deadline = System.nanoTime() + idle.toNanos();
            for (Pair pair : pairs) {
                NodeEvent event = pair.events.queue().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(event).as("%s", pair.erl).isNull();
            }
            for (Pair pair : pairs) {
                assertThat(pair.same.peers()).as("%s", pair.erl).hasSize(1);
                assertThat(pair.usual.peers()).as("%s", pair.erl).hasSize(1);
                assertThat(pair.erl.eval("length(nodes(hidden))")).isEqualTo("2");
                assertThat(pair.erl.output()).doesNotContain("not responding");
            }

            long start = System.nanoTime();
            for (Pair pair : pairs) pair.erl.pause();
            Duration limit = TICK_TIME.multipliedBy(5).dividedBy(4).plusSeconds(1);
            for (Pair pair : pairs) {
                NodeEvent.PeerDown down = pair.events.next(NodeEvent.PeerDown.class, limit);
                assertThat(down.reason().kind()).isEqualTo(CloseReason.Kind.NET_TICK_TIMEOUT);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(3), limit);
                assertThat(pair.watcher.receive(
                                Pattern.of("{'DOWN', _, process, _, noconnection}"), Duration.ofSeconds(1)))
                        .isPresent();
            }
        } finally {
            for (Pair pair : pairs) {
                // A paused peer reads no farewell, and would be waited for.
                pair.erl.kill();
                pair.same.close();
                pair.usual.close();
            }
        }
    }

    private static Pair connect(ErlCase on) throws InterruptedException {
        String suffix = on.suffix();
        ErlNode erl = on.erl(erlang, "m" + suffix)
                .args("-kernel", "net_ticktime", "4")
                .start();
        erl.eval("register(p, spawn(fun() -> receive never -> ok end end))");
        ErlangNode same = on.settee(erlang, "same" + suffix + "@127.0.0.1")
                .tickTime(TICK_TIME)
                .start();
        ErlangNode usual = on.settee(erlang, "usual" + suffix + "@127.0.0.1").start();
        same.connect(erl.name().toString());
        usual.connect(erl.name().toString());
        Mailbox watcher = same.mailbox();
        watcher.monitor("p", erl.name());
        return new Pair(erl, same, usual, watcher, ErlCase.events(same));
    }
}
