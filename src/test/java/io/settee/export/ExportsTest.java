package io.settee.export;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.settee.ErlangNode;
import io.settee.call.RemoteErrorException;
import io.settee.call.RemoteExitException;
import io.settee.call.RemoteThrowException;
import io.settee.identity.NodeName;
import io.settee.metrics.SetteeMetrics;
import io.settee.process.Mailbox;
import io.settee.process.ProcessExit;
import io.settee.support.LocalCluster;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions of one node of ours called from another. */
@Timeout(30)
class ExportsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private LocalCluster cluster;
    private ErlangNode server;
    private ErlangNode client;

    private static final Exports EXPORTS = Exports.NONE
            .function("m", "echo", 1, call -> call.arg(0))
            .function("m", "throw", 0, call -> {
                throw new ErlangThrow(atom("t"));
            })
            .function("m", "exit", 0, call -> {
                throw new ProcessExit(atom("e"));
            })
            .function("m", "error", 0, call -> {
                throw new ErlangError(atom("r"));
            })
            .function("m", "overflow", 0, ExportsTest::overflow);

    @SuppressWarnings("InfiniteRecursion")
    private static Term overflow(Call call) {
        return overflow(call);
    }

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new LocalCluster();
        server = cluster.node("server").exports(EXPORTS).start();
        client = cluster.node("client").start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        cluster.close();
    }

    private Term call(ErlangNode from, String function, Term... args) throws InterruptedException {
        return from.rpc("server@127.0.0.1").call("m", function, args);
    }

    @Test
    void areCalledByAnotherNodeOfOurs() throws Exception {
        assertThat(call(client, "echo", atom("x"))).isEqualTo(atom("x"));
        assertThatThrownBy(() -> call(client, "throw")).isInstanceOf(RemoteThrowException.class);
        assertThatThrownBy(() -> call(client, "exit")).isInstanceOf(RemoteExitException.class);
        assertThatThrownBy(() -> call(client, "error"))
                .isInstanceOf(RemoteErrorException.class)
                .extracting(e -> ((RemoteErrorException) e).reason())
                .isEqualTo(atom("r"));
        assertThatThrownBy(() -> call(client, "overflow"))
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("java.lang.StackOverflowError");
        assertThatThrownBy(() -> call(client, "none"))
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("undefined function m:none/0");
    }

    @Test
    void areCalledByTheirOwnNode() throws Exception {
        server.export(EXPORTS.allow("friend@127.0.0.1"));
        assertThat(call(server, "echo", atom("x"))).isEqualTo(atom("x"));
        assertThatThrownBy(() -> call(client, "echo", atom("x"))).hasMessageContaining("refused");
    }

    /** Whoever asks rex to pass a message on is asking still. */
    @Test
    void areClosedToThoseWhoAreNotAllowedAlsoByWayOfRex() throws Exception {
        BlockingQueue<StopRequest> stops = new LinkedBlockingQueue<>();
        BlockingQueue<NodeName> callers = new LinkedBlockingQueue<>();
        Exports open = Exports.NONE
                .function("m", "note", 0, call -> {
                    callers.add(call.node());
                    return atom("ok");
                })
                .onStop(stops::add);
        Term cast = tuple(atom("$gen_cast"), tuple(atom("cast"), atom("m"), atom("note"), TermList.NIL, atom("user")));
        Term stop = tuple(atom("stop"), atom("stop"));
        server.export(open.allow("friend@127.0.0.1"));
        try (Mailbox box = client.mailbox()) {
            broadcast(box, "rex", cast);
            broadcast(box, "init", stop);
            await().atMost(SOON).until(() -> server.exportStatistics().refused() == 1);
            server.export(open.allow("client@127.0.0.1"));
            broadcast(box, "rex", cast);
            broadcast(box, "init", stop);
        }
        assertThat(callers.poll(10, TimeUnit.SECONDS)).isEqualTo(client.name());
        assertThat(stops.poll(10, TimeUnit.SECONDS)).isEqualTo(new StopRequest(client.name(), integer(0)));
        assertThat(callers).isEmpty();
        assertThat(stops).isEmpty();
    }

    /** As {@code rpc:sbcast} does; returns when it has been passed on. */
    private void broadcast(Mailbox box, String name, Term message) throws InterruptedException {
        box.send("rex", server.name(), tuple(box.self(), tuple(atom("sbcast"), atom(name), message)));
        Term serverName = atom(server.name().toString());
        assertThat(box.receive(SOON)).contains(tuple(atom("rex"), serverName, serverName));
    }

    @Test
    void areCountedAndMetered() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var metrics = new SetteeMetrics(server)) {
            metrics.bindTo(registry);
            call(client, "echo", atom("x"));
            assertThatThrownBy(() -> call(client, "error")).isInstanceOf(RemoteErrorException.class);
            assertThatThrownBy(() -> call(client, "none")).isInstanceOf(RemoteErrorException.class);
            // A call leaves the books after its answer has gone.
            await().atMost(SOON).until(() -> server.exportStatistics().running() == 0);
            assertThat(server.exportStatistics()).isEqualTo(new ExportStatistics(0, 1, 1, 0, 1, 0, 0));
            assertThat(registry.get("settee.exports.calls")
                            .tag("outcome", "returned")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("settee.exports.running").gauge().value()).isZero();
        }
    }

    @Test
    void changeWhileACallRuns() throws Exception {
        var begun = new CountDownLatch(1);
        server.export(EXPORTS.function("m", "wait", 0, call -> {
            begun.countDown();
            return call.mailbox().receive();
        }));
        try (Mailbox box = client.mailbox()) {
            box.send(
                    "rex",
                    server.name(),
                    tuple(box.self(), tuple(atom("call"), atom("m"), atom("wait"), list(), atom("user"))));
            begun.await();
            server.export(Exports.NONE);
            assertThatThrownBy(() -> call(client, "echo", integer(1))).hasMessageContaining("undefined function");
            assertThat(server.exportStatistics().running()).isPositive();
        }
    }

    @Test
    void tellTheirNames() {
        assertThat(EXPORTS.names()).contains("m:echo/1", "m:exit/0").hasSize(5);
        assertThat(EXPORTS.standard().names()).hasSize(5);
        assertThatThrownBy(() -> EXPORTS.function("m", "f", 256, call -> call.arg(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new Limits(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What no honest node sends to rex is dropped, and rex lives on. */
    @Test
    void surviveOddRequests() throws Exception {
        try (Mailbox box = client.mailbox()) {
            Pid self = box.self();
            for (Term odd : new Term[] {
                atom("x"),
                tuple(self),
                tuple(self, atom("x")),
                tuple(self, tuple(atom("call"), integer(1), atom("f"), list(), atom("user"))),
                tuple(self, tuple(atom("sbcast"), integer(1), atom("f"))),
                tuple(atom("$gen_call"), atom("nobody"), tuple(atom("call"), atom("m"), atom("echo"), list(), self)),
                tuple(atom("$gen_call"), tuple(self, self), atom("stop")),
                tuple(atom("$gen_cast"), tuple(atom("cast"), atom("m"), atom("echo"), atom("noargs"), integer(0)))
            }) {
                box.send("rex", server.name(), odd);
            }
            box.send(
                    "rex",
                    server.name(),
                    tuple(self, tuple(atom("call"), atom("m"), atom("echo"), list(atom("fine")), integer(7))));
            assertThat(box.receive(SOON)).contains(tuple(atom("rex"), atom("fine")));
            assertThat(box.size()).isZero();
        }
    }
}
