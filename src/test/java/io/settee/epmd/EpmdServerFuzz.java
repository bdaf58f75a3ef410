package io.settee.epmd;

import io.settee.fuzz.Chunks;
import io.settee.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Our EPMD: whatever is asked, it still knows its node afterwards, and nobody whose connection has ended. */
public final class EpmdServerFuzz implements FuzzTarget {
    private static final NameTable.Node THERE = new NameTable.Node("there", 4001, 77, 0, 6, 5, "");
    private static final int REMOTE = 1;

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        for (int choice = 0; choice <= REMOTE; choice++) {
            seeds.add(request(choice, Epmd.NAMES_REQ, ""));
            seeds.add(request(choice, Epmd.DUMP_REQ, ""));
            seeds.add(request(choice, Epmd.KILL_REQ, ""));
            seeds.add(request(choice, Epmd.STOP_REQ, "there"));
            seeds.add(request(choice, Epmd.PORT_PLEASE2_REQ, "there"));
            seeds.add(request(choice, Epmd.PORT_PLEASE2_REQ, "gone\0"));
            seeds.add(request(choice, Epmd.ALIVE2_REQ, "\u000f\u00a1M\0\0\6\0\5\0\4here\0\2xy"));
            seeds.add(request(choice, Epmd.ALIVE2_REQ, "\u000f\u00a1H\0\0\5\0\5\0\5there\0\0"));
        }
        return seeds;
    }

    private static byte[] request(int choice, int tag, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        byte[] request =
                ByteBuffer.allocate(1 + bytes.length).put((byte) tag).put(bytes).array();
        return Chunks.join(choice, List.of(request));
    }

    @Override
    public void read(byte[] input) throws IOException {
        boolean local = Chunks.choice(input) != REMOTE;
        var names = new NameTable();
        names.register(THERE, 1);
        var registered = new int[1];
        var socket = new Conversation(input, Math.min(1, input.length));
        try {
            new EpmdSession(socket, names, 4369, 2, local, () -> registered[0]++).serve();
        } catch (java.io.EOFException cutOff) {
            if (socket.answer.size() > 0) throw new AssertionError("answered half a request");
        }
        if (registered[0] > 0 && !local) throw new AssertionError("another host may not register");
        List<NameTable.Entry> active = names.active();
        if (active.size() != 1 || !active.getFirst().node().equals(THERE)) throw new AssertionError("left: " + active);
        if (names.old().size() != registered[0]) throw new AssertionError("not unregistered: " + names.old());
    }

    /** A peer that says all it has to say and closes. */
    private static final class Conversation extends Socket {
        private final InputStream request;
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

        Conversation(byte[] bytes, int from) {
            request = new ByteArrayInputStream(bytes, from, bytes.length - from);
        }

        @Override
        public InputStream getInputStream() {
            return request;
        }

        @Override
        public OutputStream getOutputStream() {
            return answer;
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }
    }
}
