package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.ChallengeReply;
import io.settee.handshake.HandshakeMessage.Complement;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldChallenge;
import io.settee.handshake.HandshakeMessage.OldSendName;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Status;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Handshake messages as bytes, without the length in front. The readers take one whole message from the buffer, leave the buffer to
 * its owner, and throw {@link HandshakeException} with {@link Reason#PROTOCOL} and no peer for anything malformed.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Handshake".
 */
public final class HandshakeCodec {
    /** No handshake message is longer: the longest name has 255 bytes, and what may follow it is ignored. */
    public static final int MAX_MESSAGE_BYTES = 2048;

    private static final Charset TEXT = StandardCharsets.ISO_8859_1;
    private static final int MAX_NAME = 255;
    private static final int OLD_VERSION = 5;
    private static final String NAMED = "named:";
    private static final long LOW_32 = 0xffff_ffffL;

    private HandshakeCodec() {}

    /** Appends the message's payload to the buffer. */
    public static void write(HandshakeMessage message, ByteBuf out) {
        switch (message) {
            case SendName(var flags, var creation, var name) -> {
                out.writeByte('N').writeLong(flags.bits()).writeInt((int) creation.value());
                writeName(name, out);
            }
            case OldSendName(var flags, var name) -> {
                out.writeByte('n').writeShort(OLD_VERSION).writeInt((int) flags.bits());
                out.writeCharSequence(name, TEXT);
            }
            case Verdict v -> out.writeByte('s').writeCharSequence(v.word(), TEXT);
            case Named(var name, var creation) -> {
                out.writeByte('s').writeCharSequence(NAMED, TEXT);
                writeName(name.toString(), out);
                out.writeInt((int) creation.value());
            }
            case AliveAnswer(var replace) -> out.writeByte('s').writeCharSequence(Boolean.toString(replace), TEXT);
            case Challenge(var flags, var challenge, var creation, var name) -> {
                out.writeByte('N').writeLong(flags.bits()).writeInt(challenge).writeInt((int) creation.value());
                writeName(name, out);
            }
            case OldChallenge(var flags, var challenge, var name) -> {
                out.writeByte('n')
                        .writeShort(OLD_VERSION)
                        .writeInt((int) flags.bits())
                        .writeInt(challenge);
                out.writeCharSequence(name, TEXT);
            }
            case Complement(var high, var creation) ->
                out.writeByte('c').writeInt((int) (high.bits() >>> 32)).writeInt((int) creation.value());
            case ChallengeReply(var challenge, var digest) -> {
                out.writeByte('r').writeInt(challenge);
                digest.write(out);
            }
            case ChallengeAck(var digest) -> {
                out.writeByte('a');
                digest.write(out);
            }
        }
    }

    /** Reads what an acceptor sent to us, the initiator. */
    public static HandshakeMessage readFromAcceptor(ByteBuf in) {
        int tag = tag(in);
        return switch (tag) {
            case 's' -> status(text(in, in.readableBytes()));
            case 'N' -> {
                need(in, 18, "challenge");
                yield new Challenge(flags64(in), in.readInt(), creation(in), name(in, "challenge"));
            }
            case 'n' -> {
                oldVersion(in, 10, "old challenge");
                yield new OldChallenge(flags32(in), in.readInt(), oldName(in, "old challenge"));
            }
            case 'a' -> {
                exactly(in, Digest.LENGTH, "challenge_ack");
                yield new ChallengeAck(Digest.read(in));
            }
            default -> throw unknown(tag, "a node that was dialled");
        };
    }

    /** Reads what an initiator sent to us, the acceptor. */
    public static HandshakeMessage readFromInitiator(ByteBuf in) {
        int tag = tag(in);
        return switch (tag) {
            case 'N' -> {
                need(in, 14, "send_name");
                yield new SendName(flags64(in), creation(in), name(in, "send_name"));
            }
            case 'n' -> {
                oldVersion(in, 6, "old send_name");
                yield new OldSendName(flags32(in), oldName(in, "old send_name"));
            }
            case 's' -> aliveAnswer(text(in, in.readableBytes()));
            case 'c' -> {
                exactly(in, 8, "complement");
                yield new Complement(new DistFlags(in.readUnsignedInt() << 32), creation(in));
            }
            case 'r' -> {
                exactly(in, 4 + Digest.LENGTH, "challenge_reply");
                yield new ChallengeReply(in.readInt(), Digest.read(in));
            }
            default -> throw unknown(tag, "a node that dials");
        };
    }

    private static int tag(ByteBuf in) {
        if (in.readableBytes() > MAX_MESSAGE_BYTES) {
            throw malformed(
                    "a handshake message of " + in.readableBytes() + " bytes (expected: <= " + MAX_MESSAGE_BYTES + ")");
        }
        if (!in.isReadable()) throw malformed("an empty handshake message");
        return in.readUnsignedByte();
    }

    private static Status status(String text) {
        for (Verdict v : Verdict.values()) {
            if (v.word().equals(text)) return v;
        }
        if (text.startsWith(NAMED)) return named(text.substring(NAMED.length()));
        throw malformed("an unknown status: " + Wording.quoted(text));
    }

    // named: Nlen:16 Name Creation:32, and whatever a later release may add.
    private static Named named(String rest) {
        if (rest.length() < 2) throw malformed("a status named: without a name");
        int length = rest.charAt(0) << 8 | rest.charAt(1);
        if (length > MAX_NAME || rest.length() < 2 + length + 4) {
            throw malformed("a status named: whose name of " + length + " bytes and creation do not fit in its "
                    + rest.length() + " bytes");
        }
        long creation = 0;
        for (char c : rest.substring(2 + length, 2 + length + 4).toCharArray()) creation = creation << 8 | c;
        String name = rest.substring(2, 2 + length);
        try {
            return new Named(NodeName.of(name), new Creation(creation));
        } catch (IllegalArgumentException e) {
            throw malformed("a status named: with " + Wording.quoted(name) + ", which is no node name");
        }
    }

    private static AliveAnswer aliveAnswer(String text) {
        return switch (text) {
            case "true" -> new AliveAnswer(true);
            case "false" -> new AliveAnswer(false);
            default -> throw malformed("an answer to alive that is neither true nor false: " + Wording.quoted(text));
        };
    }

    private static DistFlags flags64(ByteBuf in) {
        return new DistFlags(in.readLong());
    }

    private static DistFlags flags32(ByteBuf in) {
        return new DistFlags(in.readInt() & LOW_32);
    }

    private static Creation creation(ByteBuf in) {
        return new Creation(in.readUnsignedInt());
    }

    private static void writeName(String name, ByteBuf out) {
        out.writeShort(name.length()).writeCharSequence(name, TEXT);
    }

    // Nlen:16 Name; bytes behind the name are for releases to come and must be ignored.
    private static String name(ByteBuf in, String title) {
        int length = in.readUnsignedShort();
        if (length > MAX_NAME || length > in.readableBytes()) {
            throw malformed("a " + title + " with a name of " + length + " bytes where " + in.readableBytes()
                    + " remain (expected: <= " + MAX_NAME + ")");
        }
        return text(in, length);
    }

    private static String oldName(ByteBuf in, String title) {
        if (in.readableBytes() > MAX_NAME) {
            throw malformed(
                    "an " + title + " with a name of " + in.readableBytes() + " bytes (expected: <= " + MAX_NAME + ")");
        }
        return text(in, in.readableBytes());
    }

    private static String text(ByteBuf in, int length) {
        return in.readCharSequence(length, TEXT).toString();
    }

    private static void oldVersion(ByteBuf in, int fixedBytes, String title) {
        need(in, fixedBytes, title);
        int version = in.readUnsignedShort();
        if (version != OLD_VERSION) {
            throw malformed("an " + title + " of version " + version + " (expected: " + OLD_VERSION + ")");
        }
    }

    private static void need(ByteBuf in, int bytes, String title) {
        if (in.readableBytes() < bytes) {
            throw malformed("a " + title + " cut off: " + in.readableBytes() + " bytes behind its tag (expected: >= "
                    + bytes + ")");
        }
    }

    private static void exactly(ByteBuf in, int bytes, String title) {
        if (in.readableBytes() != bytes) {
            throw malformed(
                    "a " + title + " of " + in.readableBytes() + " bytes behind its tag (expected: " + bytes + ")");
        }
    }

    private static HandshakeException unknown(int tag, String sender) {
        String shown = tag >= ' ' && tag < 0x7f ? "'" + (char) tag + "'" : "0x" + Integer.toHexString(tag);
        return malformed("a message with tag " + shown + ", which " + sender + " never sends");
    }

    /** Completes "sent …". */
    private static HandshakeException malformed(String what) {
        return new HandshakeException(Reason.PROTOCOL, null, what);
    }
}
