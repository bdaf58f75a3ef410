package io.settee.epmd;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An EPMD that gives the answers a test wrote for it, one for each connection in turn, and reports the requests. */
final class FakeEpmd implements AutoCloseable {
    private final ServerSocket listener;
    private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();

    /** What to do with one connection whose request has been read. */
    @FunctionalInterface
    interface Answer {
        void give(Socket socket) throws IOException;

        /** These bytes, then the end. */
        static Answer of(String hex) {
            return socket -> socket.getOutputStream().write(RawPeer.hex(hex));
        }

        /** These bytes, and then nothing until the client leaves. */
        static Answer andStay(String hex) {
            return socket -> {
                of(hex).give(socket);
                socket.getInputStream().readAllBytes();
            };
        }
    }

    FakeEpmd(Answer... answers) throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        List<Answer> script = Arrays.asList(answers);
        Thread.ofVirtual().start(() -> play(script));
    }

    private void play(List<Answer> script) {
        for (Answer answer : script) {
            try (Socket socket = listener.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                requests.add(request);
                answer.give(socket);
            } catch (IOException e) {
                // The client has hung up on an answer it had read enough of, or the test is over.
                if (listener.isClosed()) return;
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    byte[] request() throws InterruptedException {
        byte[] request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) throw new AssertionError("no request came in 10 s");
        return request;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
