package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Tells what is at the other end when the first bytes are no handshake. The layer that splits messages by their length calls this when
 * a length is not {@link #plausible}; that is how TLS, HTTP and wrong length fields look from there.
 */
public final class HandshakeDiagnosis {
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;
    private static final int SHOWN = 24;

    private HandshakeDiagnosis() {}

    /** Whether a handshake message can have this length. */
    public static boolean plausible(long length) {
        return length > 0 && length <= HandshakeCodec.MAX_MESSAGE_BYTES;
    }

    /**
     * A sentence about bytes whose length field is not {@link #plausible}.
     *
     * @param seen        from the first byte of the length field on, as many as have arrived; neither moved nor released
     * @param lengthBytes the width of the length field we expect: 2 on TCP, 4 inside TLS
     */
    public static String explain(ByteBuf seen, int lengthBytes) {
        byte[] head = new byte[Math.min(SHOWN, seen.readableBytes())];
        seen.getBytes(seen.readerIndex(), head);
        if (startsWith(head, TLS_ALERT, TLS_MAJOR)) {
            return "a TLS alert came: the peer speaks TLS on this connection, and we speak plain TCP. Use TLS for this peer, or"
                    + " check its -proto_dist.";
        }
        if (startsWith(head, TLS_HANDSHAKE, TLS_MAJOR)) {
            return "a TLS handshake came to a plain TCP port. Use TLS here, too, or check the peer's -proto_dist.";
        }
        if (lengthBytes == 2 && startsWith(head, 0, 0)) {
            return "an empty message came: the peer seems to use lengths of 4 bytes, as inside TLS, where plain TCP has 2 bytes"
                    + " during the handshake.";
        }
        if (lengthBytes == 4 && head.length >= 3 && (head[2] == 'N' || head[2] == 'n' || head[2] == 's')) {
            return "the peer seems to use lengths of 2 bytes; inside TLS they have 4 bytes from the first message on.";
        }
        if (isText(head)) {
            String text = new String(head, StandardCharsets.US_ASCII);
            String line = Wording.quoted(text.lines().findFirst().orElse(""));
            return text.startsWith("HTTP/") || text.contains(" /")
                    ? "HTTP came instead of a handshake: " + line + ". This is the address of a web server or client."
                    : "text came instead of a handshake: " + line + ". The other end is no Erlang node.";
        }
        return "the bytes " + hex(head) + " are no handshake. The other end is no Erlang node, or bytes were lost.";
    }

    private static boolean startsWith(byte[] head, int first, int second) {
        return head.length >= 2 && head[0] == first && head[1] == second;
    }

    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if ((b < ' ' || b > '~') && b != '\r' && b != '\n') return false;
        }
        return head.length >= 2;
    }

    private static String hex(byte[] head) {
        return HexFormat.ofDelimiter(" ").formatHex(head);
    }
}
