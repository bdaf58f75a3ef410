package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.HandshakeException;
import io.settee.handshake.Action.Admit;
import io.settee.handshake.Action.AssignName;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.Action.Fail;
import io.settee.handshake.Action.Send;
import io.settee.handshake.HandshakeMessage.Status;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;

/** A blocking socket around a handshake machine, with the 2-byte lengths of plain TCP or the 4-byte ones of TLS. */
final class SocketDriver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Socket socket;
    private final boolean wide;
    private final List<Action> log = new ArrayList<>();
    private final Runnable dropOld;

    SocketDriver(Socket socket) throws IOException {
        this(socket, () -> {
            throw new AssertionError("there is no old connection to drop");
        });
    }

    SocketDriver(Socket socket, Runnable dropOld) throws IOException {
        this.socket = socket;
        this.wide = socket instanceof SSLSocket;
        this.dropOld = dropOld;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
    }

    static SocketDriver dial(int port, Runnable dropOld) throws IOException {
        return new SocketDriver(new Socket(InetAddress.getLoopbackAddress(), port), dropOld);
    }

    static SocketDriver dial(int port) throws IOException {
        return new SocketDriver(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Runs to the end; throws what the machine fails with. */
    Done initiate(Initiator machine) throws IOException {
        return run(machine.start(), machine::receive, machine::closed, machine::timedOut, s -> List.of());
    }

    /** Runs to the end; {@code verdict} is given {@link Admit} or {@link AssignName}. */
    Done accept(Acceptor machine, Function<Action, Status> verdict) throws IOException {
        return run(
                List.of(),
                machine::receive,
                machine::closed,
                machine::timedOut,
                question -> machine.admit(verdict.apply(question)));
    }

    private Done run(
            List<Action> first,
            Function<ByteBuf, List<Action>> receive,
            Supplier<HandshakeException> closed,
            Function<Duration, HandshakeException> timedOut,
            Function<Action, List<Action>> decide)
            throws IOException {
        List<Action> todo = new ArrayList<>(first);
        while (true) {
            while (!todo.isEmpty()) {
                Action action = todo.removeFirst();
                log.add(action);
                switch (action) {
                    case Send(var message) -> send(message);
                    case Admit a -> todo.addAll(decide.apply(a));
                    case AssignName a -> todo.addAll(decide.apply(a));
                    case DropOld d -> dropOld.run();
                    case Done done -> {
                        return done;
                    }
                    case Fail(var cause) -> throw cause;
                }
            }
            try {
                todo.addAll(receive.apply(read()));
            } catch (EOFException | SocketException e) {
                throw closed.get();
            } catch (SocketTimeoutException e) {
                throw timedOut.apply(PATIENCE);
            }
        }
    }

    private void send(HandshakeMessage message) throws IOException {
        ByteBuf payload = Unpooled.buffer();
        HandshakeCodec.write(message, payload);
        var out = new DataOutputStream(socket.getOutputStream());
        int length = payload.readableBytes();
        ByteBuf packet =
                wide ? Unpooled.buffer().writeInt(length) : Unpooled.buffer().writeShort(length);
        packet.writeBytes(payload);
        out.write(packet.array(), 0, packet.readableBytes());
    }

    private ByteBuf read() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        byte[] payload = new byte[wide ? in.readInt() : in.readUnsignedShort()];
        in.readFully(payload);
        return Unpooled.wrappedBuffer(payload);
    }

    /** Waits until the peer closes, whatever it sends before. */
    void awaitClose() throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // A close as well.
        }
    }

    List<Action> log() {
        return log;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
