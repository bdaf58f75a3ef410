package io.settee.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes the bytes of TCP connections on to a port of this machine, slowly: what a modem does, or a radio. */
public final class SlowLink implements AutoCloseable {
    private static final int STEPS_PER_SECOND = 20;

    private final ServerSocket listener;
    private final int targetPort;
    private final int bytesPerStep;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** A link to a port on the loopback interface, with this rate in each direction. */
    public SlowLink(int targetPort, int bytesPerSecond) throws IOException {
        this.targetPort = targetPort;
        this.bytesPerStep = bytesPerSecond / STEPS_PER_SECOND;
        this.listener = new ServerSocket();
        listener.setReceiveBufferSize(4096);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    public SocketAddress address() {
        return listener.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                sockets.add(near);
                var far = new Socket();
                sockets.add(far);
                far.setTcpNoDelay(true);
                near.setTcpNoDelay(true);
                far.setReceiveBufferSize(4096);
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            }
        } catch (IOException e) {
            close();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] step = new byte[bytesPerStep];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(step); count >= 0; count = in.read(step)) {
                out.write(step, 0, count);
                Thread.sleep(1000 / STEPS_PER_SECOND);
            }
        } catch (IOException | InterruptedException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
