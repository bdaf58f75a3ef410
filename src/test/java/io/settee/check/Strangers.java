package io.settee.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Ports where no Erlang node is. */
final class Strangers implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final int unanswered;
    private final int silent;
    private final int web;
    private final int free;

    Strangers() throws IOException {
        // Its queue is full after this, and the kernel drops what else comes, as a firewall does.
        var full = listener(1);
        unanswered = full.getLocalPort();
        for (int i = 0; i < 4; i++) {
            var waiting = new Socket();
            open.add(waiting);
            Thread.ofVirtual().start(() -> {
                try {
                    waiting.connect(full.getLocalSocketAddress());
                } catch (IOException e) {
                    // It waits until the test is over.
                    return;
                }
            });
        }
        silent = listener(50).getLocalPort();
        web = listener(50, "HTTP/1.1 400 Bad Request\r\n\r\n").getLocalPort();
        free = FreePort.next();
    }

    private ServerSocket listener(int backlog) throws IOException {
        var socket = new ServerSocket();
        open.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
        return socket;
    }

    private ServerSocket listener(int backlog, String answer) throws IOException {
        ServerSocket socket = listener(backlog);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) answerOne(socket, answer);
        });
        return socket;
    }

    private static void answerOne(ServerSocket socket, String answer) {
        try (Socket peer = socket.accept()) {
            assertThat(peer.getInputStream().read()).isNotNegative();
            peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The test is over, or this client is gone.
            return;
        }
    }

    /** Where connections are dropped, as a firewall does. */
    int unanswered() {
        return unanswered;
    }

    /** Where connections are accepted, and nothing is said. */
    int silent() {
        return silent;
    }

    /** Where a web server is. */
    int web() {
        return web;
    }

    /** Where nobody is. */
    int free() {
        return free;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }
}
