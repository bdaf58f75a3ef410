package io.settee.epmd;

import io.settee.epmd.NameTable.Entry;
import io.settee.epmd.NameTable.Node;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One connection to an {@link EpmdServer}: one request, one answer, and the end; only a registration stays. Whatever is malformed or
 * not permitted is closed without an answer, as {@code epmd} does.
 *
 * <p>Runs on a thread of its own. The server closes the socket from another one when time is up, which ends every read and write here.
 */
final class EpmdSession {
    /** {@code epmd}'s limit for a request, in bytes. */
    private static final int MAX_REQUEST = 3059;

    private final Socket socket;
    private final NameTable names;
    private final int epmdPort;
    private final long number;
    private final boolean local;
    private final Runnable registered;

    /**
     * @param number     tells the connections apart
     * @param local      whether the peer is on this host, hence may register
     * @param registered called when the connection is there to stay
     */
    EpmdSession(Socket socket, NameTable names, int epmdPort, long number, boolean local, Runnable registered) {
        this.socket = socket;
        this.names = names;
        this.epmdPort = epmdPort;
        this.number = number;
        this.local = local;
        this.registered = registered;
    }

    /** Returns when the connection has served its purpose; closing it is left to the caller. */
    void serve() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        int length = in.readUnsignedShort();
        if (length == 0 || length > MAX_REQUEST) return;
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        var body = ByteBuffer.wrap(bytes);
        try {
            switch (body.get()) {
                case Epmd.ALIVE2_REQ -> {
                    if (local) register(body, in);
                }
                case Epmd.PORT_PLEASE2_REQ -> answer(portOf(body));
                case Epmd.NAMES_REQ -> answer(list());
                case Epmd.DUMP_REQ -> {
                    if (local) answer(dump());
                }
                // The owner of this server decides about its end, not whoever connects: what epmd answers while it
                // serves nodes.
                case Epmd.KILL_REQ -> {
                    if (local) answer("NO".getBytes(StandardCharsets.US_ASCII));
                }
                // STOP_REQ is among these: epmd closes, too, unless its checks are relaxed, and ours never are.
                default ->
                    EpmdLog.LOG.debug("EPMD request {} from {} closed", bytes[0], socket.getRemoteSocketAddress());
            }
        } catch (BufferUnderflowException e) {
            EpmdLog.LOG.debug("malformed EPMD request {} from {}", bytes[0], socket.getRemoteSocketAddress());
        }
    }

    // 120 Port:16 Type:8 Protocol:8 Highest:16 Lowest:16 Nlen:16 Name Elen:16 Extra
    private void register(ByteBuffer body, DataInputStream in) throws IOException {
        int port = Short.toUnsignedInt(body.getShort());
        int type = Byte.toUnsignedInt(body.get());
        int protocol = Byte.toUnsignedInt(body.get());
        int highest = Short.toUnsignedInt(body.getShort());
        int lowest = Short.toUnsignedInt(body.getShort());
        byte[] nameBytes = take(body);
        byte[] extra = take(body);
        if (body.hasRemaining() || nameBytes.length == 0 || contains(nameBytes, 0)) return;
        Optional<Entry> entry = Optional.empty();
        Optional<String> name = utf8(nameBytes);
        if (name.isPresent() && name.get().length() <= Epmd.MAX_NAME && extra.length <= Epmd.MAX_EXTRA) {
            entry = names.register(new Node(name.get(), port, type, protocol, highest, lowest, latin1(extra)), number);
        }
        if (entry.isEmpty()) {
            answer(registration(highest, 1, 99, 99));
        } else {
            hold(entry.get(), in);
        }
    }

    private void hold(Entry entry, DataInputStream in) throws IOException {
        try {
            // Before the answer: whoever has read it must never be cut off by the time limit for requests.
            registered.run();
            answer(registration(entry.node().highest(), 0, entry.creation(), entry.smallCreation()));
            EpmdLog.LOG.debug(
                    "EPMD: {} registered at port {}",
                    entry.node().name(),
                    entry.node().port());
            // A byte here ends the registration as the end of the stream does.
            int unused = in.read();
            EpmdLog.LOG.debug("EPMD: {} unregistered ({})", entry.node().name(), unused);
        } finally {
            names.unregister(entry);
        }
    }

    private static byte[] registration(int highest, int result, long creation, int smallCreation) {
        return highest >= Epmd.VERSION
                ? ByteBuffer.allocate(6)
                        .put((byte) Epmd.ALIVE2_X_RESP)
                        .put((byte) result)
                        .putInt((int) creation)
                        .array()
                : ByteBuffer.allocate(4)
                        .put((byte) Epmd.ALIVE2_RESP)
                        .put((byte) result)
                        .putShort((short) smallCreation)
                        .array();
    }

    private byte[] portOf(ByteBuffer body) throws IOException {
        byte[] name = new byte[body.remaining()];
        body.get(name);
        // Some clients end the name with a NUL, C style.
        int length = name.length > 0 && name[name.length - 1] == 0 ? name.length - 1 : name.length;
        Optional<Node> found = utf8(Arrays.copyOf(name, length)).flatMap(names::find);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(Epmd.PORT2_RESP);
        out.writeByte(found.isPresent() ? 0 : 1);
        if (found.isPresent()) {
            Node node = found.get();
            out.writeShort(node.port());
            out.writeByte(node.type());
            out.writeByte(node.protocol());
            out.writeShort(node.highest());
            out.writeShort(node.lowest());
            out.writeShort(length);
            out.write(name, 0, length);
            out.writeShort(node.extra().length());
            out.writeBytes(node.extra());
        }
        return bytes.toByteArray();
    }

    private byte[] list() {
        var text = new StringBuilder();
        for (Entry e : names.active()) {
            text.append("name ")
                    .append(e.node().name())
                    .append(" at port ")
                    .append(e.node().port())
                    .append('\n');
        }
        return withPort(text);
    }

    private byte[] dump() {
        var text = new StringBuilder();
        for (Entry e : names.active()) {
            text.append("active name     <%s> at port %d, fd = %d\n\0"
                    .formatted(e.node().name(), e.node().port(), e.connection()));
        }
        for (Entry e : names.old()) {
            text.append("old/unused name <%s>, port = %d, fd = %d \n\0"
                    .formatted(e.node().name(), e.node().port(), e.connection()));
        }
        return withPort(text);
    }

    private byte[] withPort(StringBuilder text) {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + utf8.length).putInt(epmdPort).put(utf8).array();
    }

    private void answer(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Length:16 and as many bytes, all of which have arrived, so that the length allocates no more than the request has. */
    private static byte[] take(ByteBuffer body) {
        int length = Short.toUnsignedInt(body.getShort());
        if (length > body.remaining()) throw new BufferUnderflowException();
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    private static boolean contains(byte[] bytes, int wanted) {
        for (byte b : bytes) {
            if (b == wanted) return true;
        }
        return false;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            // A new decoder reports malformed input, where new String would replace it and so make different names
            // equal.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
