package io.settee.epmd;

import io.settee.error.EpmdException;
import io.settee.fuzz.Chunks;
import io.settee.fuzz.FuzzTarget;
import io.settee.identity.NodeName;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Our EPMD client, each of its questions, and an EPMD on a real socket that answers anything. */
public final class EpmdClientFuzz implements FuzzTarget {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int ALIVE2_ANSWER_BYTES = 6;

    private final ServerSocket listener;
    private final EpmdClient client;
    private volatile byte[] answer = {};

    public EpmdClientFuzz() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client = new EpmdClient(listener.getLocalPort(), LIMIT);
        Thread.ofPlatform().daemon().name("fuzz-epmd").start(this::serve);
    }

    private void serve() {
        while (true) {
            try {
                Socket asked = listener.accept();
                // A question may come while the one before it is open.
                Thread.ofVirtual().start(() -> answer(asked));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Socket asked) {
        try (asked) {
            var in = new DataInputStream(asked.getInputStream());
            byte[] question = in.readNBytes(in.readUnsignedShort());
            asked.getOutputStream().write(answer);
            // A registration ends when EPMD closes, of which the client would warn.
            boolean registered = question[0] == Epmd.ALIVE2_REQ && answer.length >= ALIVE2_ANSWER_BYTES;
            if (!registered) asked.shutdownOutput();
            while (in.read() >= 0) {
                // The client has nothing more to say, and closes.
            }
        } catch (IOException e) {
            // It has closed with some of the answer unread.
        }
    }

    @Override
    public List<byte[]> seeds() {
        String port = "\u000f\u00a1M\0\0\6\0\5\0\4here\0\0";
        return List.of(
                seed(0, "w\0" + port),
                seed(0, "w\0" + port.replace("\0\0", "\0\2xy")),
                seed(0, "w\1"),
                seed(1, "\0\0\u0011\u0011name here at port 4001\nname other at port 65535\n"),
                seed(1, "\0\0\u0011\u0011"),
                seed(2, "v\0\1\2\3\4"),
                seed(2, "y\0\0\2"),
                seed(2, "v\1\0\0\0\143"));
    }

    private static byte[] seed(int question, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] input = new byte[1 + bytes.length];
        input[0] = (byte) question;
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }

    @Override
    public void read(byte[] input) {
        answer = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        long start = System.nanoTime();
        try {
            ask(Chunks.choice(input) % 3);
        } catch (EpmdException refused) {
            FuzzTarget.sentence(refused);
        }
        // At most three questions, since a refusal is explained by what else EPMD knows.
        if (System.nanoTime() - start > 3 * LIMIT.toNanos()) throw new AssertionError("past its time limit");
    }

    private void ask(int question) {
        switch (question) {
            case 0 -> client.lookup(InetAddress.getLoopbackAddress(), "here");
            case 1 -> client.names(InetAddress.getLoopbackAddress());
            default ->
                client.register(NodeName.of("here@127.0.0.1"), 4001, true).close();
        }
    }
}
