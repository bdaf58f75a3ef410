package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.term.Term;
import java.util.zip.Deflater;

/**
 * Writes terms as the BEAM of OTP 25 and later spells them. Any thread.
 *
 * <p>Every method throws an {@link IllegalArgumentException}, and leaves the target as it was, if the term takes more than 2 GiB or
 * is nested too deeply for the stack of this thread.
 */
public final class TermEncoder {
    private TermEncoder() {}

    /** The term alone, as it stands behind a distribution header. */
    public static void write(Term term, ByteBuf target) {
        try (var encoded = TermBuffer.open()) {
            encoded.put(term);
            drain(encoded, target);
        }
    }

    /** The term behind the version byte 131, what {@code erlang:term_to_binary/1} gives. */
    public static void writeVersioned(Term term, ByteBuf target) {
        try (var encoded = TermBuffer.open()) {
            encoded.putByte(Tag.VERSION);
            encoded.put(term);
            drain(encoded, target);
        }
    }

    /**
     * What {@code erlang:term_to_binary(Term, [{compressed, Level}])} gives: compressed, or not if that would not be shorter. A
     * BEAM reads this with {@code binary_to_term/1} but closes the connection if it is sent as a message.
     *
     * @param level 0 to 9
     */
    public static void writeCompressed(Term term, int level, ByteBuf target) {
        ByteBuf plain = target.alloc().heapBuffer();
        var deflater = new Deflater(level);
        try {
            write(term, plain);
            deflater.setInput(plain.nioBuffer());
            deflater.finish();
            // One byte less than the plain term: if that is too little, compressing does not pay.
            var deflated = new byte[plain.readableBytes() - 1];
            int length = deflater.deflate(deflated);
            target.writeByte(Tag.VERSION);
            if (deflater.finished()) {
                target.writeByte(Tag.COMPRESSED);
                target.writeInt(plain.readableBytes());
                target.writeBytes(deflated, 0, length);
            } else {
                target.writeBytes(plain);
            }
        } finally {
            deflater.end();
            plain.release();
        }
    }

    private static void drain(TermBuffer encoded, ByteBuf target) {
        if (encoded.length() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the term takes " + encoded.length() + " bytes; 2 GiB is the most");
        }
        target.ensureWritable((int) encoded.length());
        encoded.drainTo(target, (int) encoded.length());
    }
}
