package io.settee.bench;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangInt;
import com.ericsson.otp.erlang.OtpErlangList;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangTuple;
import com.ericsson.otp.erlang.OtpMbox;
import com.ericsson.otp.erlang.OtpNode;
import com.ericsson.otp.erlang.OtpPeer;
import com.ericsson.otp.erlang.OtpSelf;
import io.settee.identity.NodeName;

final class JInterfaceClient implements Client {
    private final String peer;
    private final OtpNode node;
    private final OtpMbox box;

    JInterfaceClient(NodeName peer) throws Exception {
        this.peer = peer.toString();
        node = new OtpNode("jinterface@127.0.0.1", "bench");
        box = node.createMbox();
        if (!node.ping(this.peer, 5000)) throw new IllegalStateException("JInterface does not reach " + peer);
    }

    @Override
    public String system() {
        return "jinterface";
    }

    @Override
    public String carrier() {
        return "tcp";
    }

    private static OtpErlangTuple tuple(OtpErlangObject... elements) {
        return new OtpErlangTuple(elements);
    }

    private static OtpErlangAtom atom(String name) {
        return new OtpErlangAtom(name);
    }

    @Override
    public long[] roundTrips(int count) throws Exception {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            box.send("echo", peer, tuple(box.self(), tuple(atom("ping"), new OtpErlangInt(i))));
            box.receive();
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    @Override
    public long smallOut(int count) throws Exception {
        return out(count, new OtpErlangBinary("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Override
    public long bigOut(int count) throws Exception {
        return out(count, new OtpErlangBinary(Blob.MIB));
    }

    private long out(int count, OtpErlangObject body) throws Exception {
        long start = System.nanoTime();
        box.send("count", peer, tuple(atom("start"), new OtpErlangInt(count), box.self()));
        for (int i = 0; i < count; i++) box.send("count", peer, tuple(atom("msg"), new OtpErlangInt(i), body));
        box.receive();
        return System.nanoTime() - start;
    }

    @Override
    public long smallIn(int count) throws Exception {
        return in(tuple(atom("small"), new OtpErlangInt(count), box.self()), count);
    }

    @Override
    public long bigIn(int count) throws Exception {
        return in(tuple(atom("big"), new OtpErlangInt(count), new OtpErlangInt(Blob.MIB.length), box.self()), count);
    }

    private long in(OtpErlangObject request, int count) throws Exception {
        long start = System.nanoTime();
        box.send("source", peer, request);
        for (int i = 0; i < count; i++) box.receive();
        return System.nanoTime() - start;
    }

    @Override
    public long rexCalls(int count) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            box.send(
                    "rex",
                    peer,
                    tuple(box.self(), tuple(atom("call"), atom("erlang"), atom("node"), new OtpErlangList(), atom("user"))));
            box.receive();
        }
        return System.nanoTime() - start;
    }

    @Override
    public long[] connects(int count) throws Exception {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            // OtpNode cannot disconnect; the older API of the same library can, over the same code.
            var self = new OtpSelf("jinterface_connect@127.0.0.1", "bench");
            long start = System.nanoTime();
            var connection = self.connect(new OtpPeer(peer));
            times[i] = System.nanoTime() - start;
            connection.close();
            Blob.letThePeerNotice();
        }
        return times;
    }

    @Override
    public void close() {
        node.close();
    }
}
