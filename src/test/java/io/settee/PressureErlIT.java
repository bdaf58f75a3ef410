package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.node.NodeEvent;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** We are the slow ones: a full mailbox holds up a real node that sends to it, and the connection survives. */
@Timeout(120)
class PressureErlIT {
    private static final Duration TICK_TIME = Duration.ofSeconds(4);
    private static final int COUNT = 6000;

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private record Pair(ErlCase on, ErlNode erl, ErlangNode node, Mailbox full, Mailbox open, ErlCase.Events events) {}

    /** For longer than net_ticktime we do not read, so all releases and carriers are waited for together. */
    @Test
    void holdsUpSendersToAFullMailboxForLongerThanTheTickTimeAndLosesNothing() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (ErlCase on : ErlCase.all().toList()) pairs.add(connect(on));
            for (Pair pair : pairs) pair.erl.eval("""
                    To = {full, '%s'}, Load = binary:copy(<<1>>, 5000),
                    register(sender, spawn(fun() -> [To ! {N, Load} || N <- lists:seq(0, %d)] end)), ok
                    """.formatted(pair.node.name(), COUNT - 1));
            for (Pair pair : pairs) {
                assertThat(pair.events.next(NodeEvent.MailboxFull.class).mailbox())
                        .isEqualTo(pair.full.self());
            }
            long start = System.nanoTime();
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> System.nanoTime() - start > TICK_TIME.toNanos() * 7 / 4);
            for (Pair pair : pairs) {
                assertThat(pair.full.size()).as("%s", pair.on).isBetween(10, 1000);
                // Busy on the port, as on one to a slow BEAM.
                assertThat(pair.erl.eval("process_info(whereis(sender), status)"))
                        .as("%s", pair.on)
                        .isEqualTo("{status,suspended}");
                assertThat(pair.erl.eval("nodes(hidden)")).as("%s", pair.on).contains("j@127.0.0.1");
                assertThat(pair.events.queue()).as("%s", pair.on).isEmpty();
                assertThat(pair.erl.output()).doesNotContain("not responding");
            }
            for (Pair pair : pairs) {
                for (int i = 0; i < COUNT; i++) {
                    assertThat(pair.full
                                    .receive(Pattern.of("{N, _}"), SOON)
                                    .orElseThrow()
                                    .get("N"))
                            .isEqualTo(integer(i));
                }
                pair.erl.eval("{open, '" + pair.node.name() + "'} ! hello");
                assertThat(pair.open.receive(SOON)).isPresent();
            }
        } finally {
            for (Pair pair : pairs) {
                pair.erl.kill();
                pair.node.close();
            }
        }
    }

    private static Pair connect(ErlCase on) throws InterruptedException {
        String suffix = on.release() + (on.tls() ? "s" : "");
        ErlNode erl = on.erl(erlang, "m" + suffix)
                .args("-kernel", "net_ticktime", "4")
                .start();
        ErlangNode node =
                on.settee(erlang, suffix + "j@127.0.0.1").tickTime(TICK_TIME).start();
        Mailbox full = node.mailbox("full", Bound.pausing(10));
        Mailbox open = node.mailbox("open");
        node.connect(erl.name().toString());
        return new Pair(on, erl, node, full, open, ErlCase.events(node));
    }
}
