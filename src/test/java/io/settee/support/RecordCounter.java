package io.settee.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes the TLS records of connections on to a port of this machine, and counts those that change keys. It holds no keys itself: it
 * goes by the types and lengths of records, which are in clear.
 */
public final class RecordCounter implements AutoCloseable {
    /** Types of records. RFC 5246, section "Record Layer". */
    private static final int CHANGE_CIPHER_SPEC = 20;

    private static final int APPLICATION_DATA = 23;
    private static final int HEADER_BYTES = 5;

    /** A message header of 4 bytes, 1 byte of content, 1 for the inner type, and the tag of all AEAD ciphers of TLS 1.3. RFC 8446, section "Key Update". */
    private static final int KEY_UPDATE_BYTES = 4 + 1 + 1 + 16;

    /** What went one way. */
    public static final class Count {
        private final AtomicInteger cipherChanges = new AtomicInteger();
        private final AtomicInteger keyUpdates = new AtomicInteger();

        /** On TLS 1.2 one for each handshake, and one for each renegotiation. */
        public int cipherChanges() {
            return cipherChanges.get();
        }

        /** On TLS 1.3 those records that are as long as a KeyUpdate; no message of the distribution is so short but for a tick, which is shorter. */
        public int keyUpdates() {
            return keyUpdates.get();
        }

        private void add(int type, int length) {
            if (type == CHANGE_CIPHER_SPEC) cipherChanges.incrementAndGet();
            if (type == APPLICATION_DATA && length == KEY_UPDATE_BYTES) keyUpdates.incrementAndGet();
        }
    }

    private final ServerSocket listener;
    private final int targetPort;
    private final Count toTarget = new Count();
    private final Count fromTarget = new Count();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** A link to a port on the loopback interface. */
    public RecordCounter(int targetPort) throws IOException {
        this.targetPort = targetPort;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public SocketAddress address() {
        return listener.getLocalSocketAddress();
    }

    /** What whoever dials has sent. */
    public Count toTarget() {
        return toTarget;
    }

    /** What whoever is dialled has sent. */
    public Count fromTarget() {
        return fromTarget;
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
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
                Thread.ofVirtual().start(() -> pass(near, far, toTarget));
                Thread.ofVirtual().start(() -> pass(far, near, fromTarget));
            }
        } catch (IOException e) {
            close();
        }
    }

    private void pass(Socket from, Socket to, Count count) {
        try (var in = new DataInputStream(from.getInputStream());
                OutputStream out = to.getOutputStream()) {
            while (true) {
                byte[] header = in.readNBytes(HEADER_BYTES);
                if (header.length < HEADER_BYTES) break;
                int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
                byte[] record = Arrays.copyOf(header, HEADER_BYTES + length);
                in.readFully(record, HEADER_BYTES, length);
                count.add(header[0], length);
                out.write(record);
            }
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
