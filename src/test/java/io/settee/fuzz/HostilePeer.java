package io.settee.fuzz;

import io.settee.handshake.HandshakeFuzz;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.SplittableRandom;

/** Stands where a node is looked for, and answers every handshake with something else. */
final class HostilePeer implements AutoCloseable {
    private final ServerSocket listener;
    private final Mutator handshakes;

    HostilePeer(SplittableRandom random) {
        handshakes = new Mutator(random, new HandshakeFuzz().seeds());
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("hostile-peer").start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(100);
                var in = new DataInputStream(socket.getInputStream());
                in.skipNBytes(in.readUnsignedShort());
                socket.getOutputStream().write(Attacker.framed(handshakes.next(), Short.BYTES));
                in.readNBytes(1);
            } catch (SocketException closed) {
                // By us, or by the node, which had enough.
            } catch (IOException e) {
                // The node left, or waits for more than we have to say.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
