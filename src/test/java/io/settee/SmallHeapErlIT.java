package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.ErlCase;
import io.settee.support.SmallHeapNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that does not fit into our memory costs its connection, and nothing else. */
@Timeout(90)
@Tag("alone")
class SmallHeapErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesTheConnectionOverAMessageBeyondTheHeapAndServesTheOthers(boolean tls) throws Exception {
        List<ErlNode> all = new ArrayList<>();
        try (SmallHeapNode node = SmallHeapNode.start("small@127.0.0.1", new ErlCase(0, tls), erlang.epmdPort(), 64)) {
            for (int release : ErlReleases.current()) {
                var on = new ErlCase(release, tls);
                all.add(on.erl(erlang, "m" + on.suffix()).start());
            }
            for (ErlNode erl : all)
                assertThat(size(erl, "binary:copy(<<1>>, 1000000)")).isEqualTo("1000000");
            for (ErlNode erl : all) {
                sendTooMuch(erl, "binary:copy(<<1>>, 200000000)");
                assertThat(node.line("down " + erl.name()))
                        .contains("PROTOCOL_ERROR", "DecodeLimits.maxReassemblyBytes = ");
                for (ErlNode each : all) {
                    assertThat(size(each, "<<\"hello\">>"))
                            .as("%s %s", each, node.rest())
                            .isEqualTo("5");
                }
                // Small on the wire, and ten times as large on the heap: many terms, or fewer that are large.
                for (String body : List.of("lists:duplicate(5000000, 7)", "lists:duplicate(500000, make_ref())")) {
                    sendTooMuch(erl, body);
                    assertThat(node.line("down " + erl.name())).contains("PROTOCOL_ERROR", "DecodeLimits.maxTerms = ");
                    for (ErlNode each : all) {
                        assertThat(size(each, "<<\"hello\">>"))
                                .as("%s %s", each, node.rest())
                                .isEqualTo("5");
                    }
                }
                assertThat(node.rest()).noneMatch(line -> line.startsWith("down") || line.contains("OutOfMemory"));
            }
        } finally {
            for (ErlNode erl : all) erl.kill();
        }
    }

    /** Sends this to the node and returns when the connection is gone on this side, too: what is sent before that is lost with it. */
    private static void sendTooMuch(ErlNode erl, String body) {
        assertThat(erl.eval("monitor_node('small@127.0.0.1', true), {sink, 'small@127.0.0.1'} ! {self(), " + body
                        + "}, receive {nodedown, _} -> down after 20000 -> still_up end"))
                .isEqualTo("down");
    }

    /** Sends this to the node, connecting if need be, and gives the size that it says has come. */
    private static String size(ErlNode erl, String body) {
        return erl.eval("{sink, 'small@127.0.0.1'} ! {self(), " + body
                + "}, (fun() -> receive {got, Size} -> Size after 9000 -> nothing end end)()");
    }
}
