package io.settee.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.control.PacketReaderFuzz;
import io.settee.handshake.Action;
import io.settee.handshake.HandshakeCodec;
import io.settee.handshake.HandshakeFuzz;
import io.settee.handshake.Initiator;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** Connects to a node's port, misbehaves in one of several ways, and goes. One thread. */
final class Attacker implements AutoCloseable {
    private static final int HELD = 16;
    private static final int PATIENCE_MILLIS = 20;
    private static final int TLS_HANDSHAKE_RECORD = 0x16;

    private final SplittableRandom random;
    private final int port;
    private final NodeName victim;
    private final Cookie cookie;
    private final LocalIdentity.Named self;
    private final Mutator handshakes;
    private final Mutator packets;

    /** Connections that were left open in the middle of something. */
    private final Queue<Socket> held = new ArrayDeque<>();

    /** @param cookie the right one: an attacker may be a member of the cluster that has gone mad */
    Attacker(SplittableRandom random, int port, NodeName self, NodeName victim, Cookie cookie) {
        this.random = random;
        this.port = port;
        this.victim = victim;
        this.cookie = cookie;
        this.self = new LocalIdentity.Named(self, DistFlags.OFFER, new Creation(4));
        handshakes = new Mutator(random, new HandshakeFuzz().seeds());
        packets = new Mutator(random, new PacketReaderFuzz().seeds());
    }

    /** One attack. That the node breaks it off is the expected end. */
    void attack() throws InterruptedException {
        Socket socket = new Socket();
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            switch (random.nextInt(5)) {
                case 0 -> write(socket, framed(handshakes.next(), Short.BYTES));
                case 1 -> write(socket, noise());
                case 2 -> stall(socket);
                default -> {
                    if (shakeHands(socket)) write(socket, framed(packets.next(), Integer.BYTES));
                }
            }
            leave(socket);
        } catch (IOException brokenOff) {
            close(socket);
        }
    }

    /** Something that begins like TLS, or like nothing at all. */
    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(1, 600)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            byte[] record = {TLS_HANDSHAKE_RECORD, 3, (byte) random.nextInt(5), 0, (byte) random.nextInt()};
            System.arraycopy(record, 0, bytes, 0, Math.min(record.length, bytes.length));
        }
        return bytes;
    }

    /** Announces much, sends little, and stays. */
    private void stall(Socket socket) throws IOException {
        if (shakeHands(socket))
            write(socket, ByteBuffer.allocate(5).putInt(random.nextInt()).array());
        held.add(socket);
        if (held.size() > HELD) close(held.remove());
    }

    private void leave(Socket socket) throws IOException {
        if (held.contains(socket)) return;
        if (random.nextBoolean()) {
            try {
                socket.getInputStream().readNBytes(200);
            } catch (java.net.SocketTimeoutException silent) {
                // It has nothing to say to us, then.
            }
        }
        // RST in place of FIN.
        if (random.nextBoolean()) socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The handshake as it should be; false if the node refused. */
    private boolean shakeHands(Socket socket) throws IOException {
        socket.setSoTimeout(1000);
        var machine = new Initiator(self, victim, cookie, Initiator.OnAlive.REPLACE);
        var in = new DataInputStream(socket.getInputStream());
        List<Action> actions = machine.start();
        while (true) {
            for (Action action : actions) {
                if (action instanceof Action.Send(var message)) {
                    ByteBuf payload = Unpooled.buffer();
                    HandshakeCodec.write(message, payload);
                    socket.getOutputStream().write(frame(ByteBufUtil.getBytes(payload), Short.BYTES));
                }
                if (action instanceof Action.Fail) return false;
                if (action instanceof Action.Done) {
                    socket.setSoTimeout(PATIENCE_MILLIS);
                    return true;
                }
            }
            actions = machine.receive(Unpooled.wrappedBuffer(in.readNBytes(in.readUnsignedShort())));
        }
    }

    /** In as many pieces as chance will have it. */
    private void write(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int at = 0; at < bytes.length; ) {
            int piece = Math.min(bytes.length - at, random.nextInt(4) == 0 ? random.nextInt(1, 40) : bytes.length);
            out.write(bytes, at, piece);
            at += piece;
        }
    }

    /** The messages of an input, each behind its length on the wire. */
    static byte[] framed(byte[] input, int lengthBytes) {
        List<byte[]> frames =
                Chunks.split(input).stream().map(m -> frame(m, lengthBytes)).toList();
        ByteBuffer all =
                ByteBuffer.allocate(frames.stream().mapToInt(f -> f.length).sum());
        frames.forEach(all::put);
        return all.array();
    }

    private static byte[] frame(byte[] payload, int lengthBytes) {
        ByteBuffer frame = ByteBuffer.allocate(lengthBytes + payload.length);
        if (lengthBytes == Short.BYTES) frame.putShort((short) payload.length);
        else frame.putInt(payload.length);
        return frame.put(payload).array();
    }

    @Override
    public void close() {
        held.forEach(Attacker::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
