package io.settee.cli.agent;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a client's.
 *
 * @param in of the socket, with a buffer: it may hold what came right behind the first line
 */
record Connection(Socket socket, InputStream in) implements Closeable {
    private static final int MOST_LINE = 200;

    /** @param millis how long each read may take, and the whole of the first line */
    static Connection of(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        socket.setTcpNoDelay(true);
        return new Connection(socket, new BufferedInputStream(socket.getInputStream()));
    }

    /** The line with which it begins. */
    String line() throws IOException {
        int limit = socket.getSoTimeout();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
        var line = new StringBuilder();
        for (int b = read(deadline); b != '\n'; b = read(deadline)) {
            if (b < 0 || line.length() == MOST_LINE) throw new IOException("not a line of a client of ours");
            line.append((char) b);
        }
        socket.setSoTimeout(limit);
        return line.toString();
    }

    private int read(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) throw new SocketTimeoutException("no line of a client of ours came in time");
        socket.setSoTimeout((int) left);
        return in.read();
    }

    /** Sends a line. */
    void say(String line) throws IOException {
        out().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** To be called by any thread, and more than once; whoever reads or writes it fails then. */
    @Override
    public void close() {
        close(socket);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }
}
