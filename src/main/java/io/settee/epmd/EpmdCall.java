package io.settee.epmd;

import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One question to an EPMD and its answer, within one time limit for both. Every failure is an {@link EpmdException}. */
final class EpmdCall implements AutoCloseable {
    private final EpmdAddress at;
    private final Duration timeout;
    private final long deadline;
    private final Socket socket = new Socket();

    /** Buffered: an answer is read in small fields, and each read of the socket costs two system calls. */
    private @Nullable InputStream answer;

    private EpmdCall(EpmdAddress at, Duration timeout) {
        this.at = at;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** Connects and sends a request. */
    static EpmdCall ask(EpmdAddress at, Duration timeout, byte[] body) {
        var call = new EpmdCall(at, timeout);
        try {
            call.socket.connect(new InetSocketAddress(at.host(), at.port()), call.remainingMillis());
        } catch (IOException e) {
            call.close();
            throw new EpmdException(Reason.UNREACHABLE, unreachable(at, e), e);
        }
        try {
            call.socket.setTcpNoDelay(true);
            byte[] request = ByteBuffer.allocate(2 + body.length)
                    .putShort((short) body.length)
                    .put(body)
                    .array();
            call.socket.getOutputStream().write(request);
            return call;
        } catch (IOException e) {
            call.close();
            throw call.failed(e);
        }
    }

    private static String unreachable(EpmdAddress at, IOException e) {
        String next = at.host().isLoopbackAddress()
                ? "Start one with 'epmd -daemon', or allow the embedded one."
                : "Is a node running on that host, and may port " + at.port() + " be reached from here?";
        return "no EPMD answers at " + at + " (" + e.getMessage() + "). " + next;
    }

    private InputStream answer() throws IOException {
        if (answer == null) answer = new BufferedInputStream(socket.getInputStream(), 512);
        return answer;
    }

    int readByte() {
        try {
            socket.setSoTimeout(remainingMillis());
            int b = answer().read();
            if (b < 0) throw closed();
            return b;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    int readShort() {
        return readByte() << 8 | readByte();
    }

    long readInt() {
        return (long) readShort() << 16 | readShort();
    }

    byte[] readBytes(int length) {
        byte[] bytes = readUpTo(length);
        if (bytes.length < length) throw closed();
        return bytes;
    }

    /** Everything until EPMD closes, at most so many bytes. */
    byte[] readRest(int limit) {
        byte[] bytes = readUpTo(limit + 1);
        if (bytes.length > limit) throw malformed("an answer of more than " + limit + " bytes");
        return bytes;
    }

    private byte[] readUpTo(int length) {
        var read = new ByteArrayOutputStream();
        byte[] chunk = new byte[Math.min(length, 4096)];
        try {
            InputStream in = answer();
            while (read.size() < length) {
                socket.setSoTimeout(remainingMillis());
                int n = in.read(chunk, 0, Math.min(chunk.length, length - read.size()));
                if (n < 0) break;
                read.write(chunk, 0, n);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return read.toByteArray();
    }

    /** Hands the open socket to the caller, without a limit on its reads; {@link #close} must not be called then. */
    Socket keepOpen() {
        try {
            socket.setSoTimeout(0);
            socket.setKeepAlive(true);
            return socket;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    EpmdException malformed(String what) {
        return new EpmdException(
                Reason.MALFORMED, "what answers at " + at + " is no EPMD: it sent " + what + ".", null);
    }

    private EpmdException closed() {
        return new EpmdException(
                Reason.MALFORMED,
                "EPMD at " + at
                        + " closed the connection without a whole answer. It limits who may ask what, and from where.",
                null);
    }

    private EpmdException failed(IOException e) {
        return e instanceof SocketTimeoutException
                ? new EpmdException(
                        Reason.TIMEOUT, "EPMD at " + at + " gave no answer in " + timeout.toMillis() + " ms.", e)
                : new EpmdException(
                        Reason.UNREACHABLE, "the connection to EPMD at " + at + " broke (" + e.getMessage() + ").", e);
    }

    // At least 1, since 0 means for ever.
    private int remainingMillis() {
        return Math.clamp((deadline - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    /** Nothing useful can be done about a socket that fails to close. */
    static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            EpmdLog.LOG.debug("closing {}: {}", socket, e.toString());
        }
    }
}
