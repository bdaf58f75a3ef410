package io.settee.call;

import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.export.Exports;
import io.settee.node.PeerResolver;
import io.settee.support.LocalCluster;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls between two nodes of ours: what can be seen of the caller's side without Erlang. */
@Timeout(60)
class CallTest {
    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode callee;

    @BeforeEach
    void open() throws InterruptedException {
        callee = cluster.node("callee")
                .exports(Exports.NONE.function("m", "echo", 1, call -> call.arg(0)))
                .start();
    }

    @AfterEach
    void close() {
        callee.close();
        cluster.close();
    }

    /** Deeper than the stack of any thread here. */
    private static Term tooDeep() {
        Term deep = TermList.NIL;
        for (int i = 0; i < 1_000_000; i++) deep = TermList.of(deep);
        return deep;
    }

    @Test
    void keepsNothingOfACallThatCannotBeEncoded() throws Exception {
        try (ErlangNode node = cluster.node("caller").start()) {
            Rpc rpc = node.rpc(callee.name().toString());
            assertThat(rpc.call("m", "echo", integer(1))).isEqualTo(integer(1));
            Term deep = tooDeep();
            assertThatThrownBy(() -> rpc.call("m", "echo", deep)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rpc.callAsync("m", "echo", deep)).isInstanceOf(IllegalArgumentException.class);
            assertThat(node.waitingCalls()).isZero();
        }
    }

    @Test
    void doesNotCountTheTimeOfConnectingAgainstTheLimit() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        PeerResolver epmd = PeerResolver.byEpmd(cluster.epmdPort(), limit, false);
        try (ErlangNode node = cluster.node("caller")
                .resolver(peer -> {
                    LockSupport.parkNanos(limit.plusMillis(100).toNanos()); // a slow look-up is what this is about
                    return epmd.resolve(peer);
                })
                .start()) {
            Rpc rpc = node.rpc(callee.name().toString()).within(limit);
            assertThat(rpc.call("m", "echo", integer(1))).isEqualTo(integer(1));
        }
    }
}
