package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.term.Term;

/** Writes terms as the BEAM of OTP 25 and later spells them. Any thread. */
public final class TermEncoder {
    private TermEncoder() {}

    /** The term alone, as it stands behind a distribution header. */
    public static void write(Term term, ByteBuf target) {}

    /** The term behind the version byte 131, what {@code erlang:term_to_binary/1} gives. */
    public static void writeVersioned(Term term, ByteBuf target) {}

    /**
     * What {@code erlang:term_to_binary(Term, [{compressed, Level}])} gives: compressed, or not if that would not be shorter. A
     * BEAM reads this with {@code binary_to_term/1} but closes the connection if it is sent as a message.
     *
     * @param level 0 to 9
     */
    public static void writeCompressed(Term term, int level, ByteBuf target) {}
}
