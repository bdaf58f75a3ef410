package io.settee.epmd;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A TCP client that says exactly the bytes that a test wants said, and fails rather than wait for ever. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();

    RawPeer(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** One whole request and all of its answer, in hex. */
    static String ask(int port, byte[] body) throws IOException {
        try (var peer = new RawPeer(port)) {
            return peer.request(body).rest();
        }
    }

    static byte[] hex(String hex) {
        return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    }

    static byte[] alive2(int port, int highest, byte[] name, byte[] extra) {
        return ByteBuffer.allocate(13 + name.length + extra.length)
                .put((byte) 120)
                .putShort((short) port)
                .put((byte) 77)
                .put((byte) 0)
                .putShort((short) highest)
                .putShort((short) 5)
                .putShort((short) name.length)
                .put(name)
                .putShort((short) extra.length)
                .put(extra)
                .array();
    }

    static byte[] alive2(String name, int highest) {
        return alive2(12345, highest, name.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    RawPeer request(byte[] body) throws IOException {
        return send(ByteBuffer.allocate(2 + body.length)
                .putShort((short) body.length)
                .put(body)
                .array());
    }

    RawPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    String read(int length) throws IOException {
        return ByteBufUtil.hexDump(socket.getInputStream().readNBytes(length));
    }

    /** Says no more, and waits for the other side to close. */
    String finish() throws IOException {
        socket.shutdownOutput();
        return rest();
    }

    /** All that comes until the other side closes. */
    String rest() throws IOException {
        return ByteBufUtil.hexDump(socket.getInputStream().readAllBytes());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
