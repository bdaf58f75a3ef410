package io.settee.bench;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.call.Rpc;
import io.settee.carrier.Carriers;
import io.settee.connection.ConnectionSettings;
import io.settee.export.Exports;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import java.util.ArrayList;
import java.util.OptionalLong;

final class SetteeClient implements Client {
    /** Answers each call with its request, as {@code bench_peer} does on the BEAM. */
    private static final class EchoServer extends GenServer {
        @Override
        protected Reply handleCall(Term request, From from) {
            return Reply.of(request);
        }
    }

    private final String carrier;
    private final NodeName peer;
    private final ErlangNode node;
    private final Mailbox box;
    private final ErlangNode spelling;
    private final Mailbox spellingBox;

    SetteeClient(String carrier, Carriers carriers, NodeName peer, int epmdPort) throws InterruptedException {
        this.carrier = carrier;
        this.peer = peer;
        node = node("settee_" + carrier, carriers, epmdPort, ConnectionSettings.DEFAULT);
        box = node.mailbox();
        node.start("bench_server", new EchoServer());
        node.connect(peer.toString());
        spelling = node("spelling_" + carrier, carriers, epmdPort, ConnectionSettings.DEFAULT.withAtomCache(false));
        spellingBox = spelling.mailbox();
    }

    private static ErlangNode node(String name, Carriers carriers, int epmdPort, ConnectionSettings settings)
            throws InterruptedException {
        return ErlangNode.named(name + "@127.0.0.1")
                .cookie("bench")
                .epmdPort(epmdPort)
                .carriers(carriers)
                .connections(settings)
                .exports(Exports.NONE.function("bench_peer", "served", 1, call -> call.arg(0)))
                .start();
    }

    @Override
    public String system() {
        return "settee";
    }

    @Override
    public String carrier() {
        return carrier;
    }

    @Override
    public long[] roundTrips(int count) throws InterruptedException {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            box.send("echo", peer, tuple(box.self(), tuple(atom("ping"), integer(i))));
            box.receive();
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    @Override
    public long smallOut(int count) throws InterruptedException {
        return out(box, count, binary("hello"));
    }

    @Override
    public OptionalLong smallOutSpelled(int count) throws InterruptedException {
        return OptionalLong.of(out(spellingBox, count, binary("hello")));
    }

    @Override
    public long bigOut(int count) throws InterruptedException {
        return out(box, count, Binary.copyOf(Blob.MIB));
    }

    private long out(Mailbox from, int count, Term body) throws InterruptedException {
        long start = System.nanoTime();
        from.send("count", peer, tuple(atom("start"), integer(count), from.self()));
        for (int i = 0; i < count; i++) from.send("count", peer, tuple(atom("msg"), integer(i), body));
        from.receive();
        return System.nanoTime() - start;
    }

    @Override
    public long smallIn(int count) throws InterruptedException {
        return in(tuple(atom("small"), integer(count), box.self()), count);
    }

    @Override
    public long bigIn(int count) throws InterruptedException {
        return in(tuple(atom("big"), integer(count), integer(Blob.MIB.length), box.self()), count);
    }

    private long in(Term request, int count) throws InterruptedException {
        long start = System.nanoTime();
        box.send("source", peer, request);
        for (int i = 0; i < count; i++) box.receive();
        return System.nanoTime() - start;
    }

    @Override
    public long rexCalls(int count) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            box.send(
                    "rex",
                    peer,
                    tuple(box.self(), tuple(atom("call"), atom("erlang"), atom("node"), list(), atom("user"))));
            box.receive();
        }
        return System.nanoTime() - start;
    }

    @Override
    public OptionalLong called(int callers, int count) throws InterruptedException {
        return calledBy("erpc", callers, count);
    }

    @Override
    public OptionalLong genCalled(int callers, int count) throws InterruptedException {
        return calledBy("gen", callers, count);
    }

    private OptionalLong calledBy(String kind, int callers, int count) throws InterruptedException {
        box.send("caller", peer, tuple(atom(kind), integer(callers), integer(count), box.self()));
        return OptionalLong.of(((Int.Small) box.receive()).value());
    }

    @Override
    public OptionalLong erpcCalls(int count, int callers) throws InterruptedException {
        Rpc rpc = node.rpc(peer.toString());
        var threads = new ArrayList<Thread>();
        long start = System.nanoTime();
        for (int i = 0; i < callers; i++) threads.add(Thread.startVirtualThread(() -> call(rpc, count / callers)));
        for (Thread thread : threads) thread.join();
        return OptionalLong.of(System.nanoTime() - start);
    }

    private static void call(Rpc rpc, int count) {
        try {
            for (int i = 0; i < count; i++) rpc.call("erlang", "node");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long[] connects(int count) throws InterruptedException {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            node.disconnect(peer.toString());
            Blob.letThePeerNotice();
            long start = System.nanoTime();
            node.connect(peer.toString());
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    @Override
    public void close() {
        node.close();
        spelling.close();
    }
}
