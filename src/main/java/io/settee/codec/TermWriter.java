package io.settee.codec;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Bits;
import io.settee.term.Bytes;
import io.settee.term.Fun;
import io.settee.term.ImproperList;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Port;
import io.settee.term.Real;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Spells terms as the BEAM does, see {@code enc_term} in OTP's {@code external.c} for what the documentation leaves open. */
final class TermWriter {
    /** Longer lists of bytes are a {@code LIST_EXT}. */
    private static final int LONGEST_STRING = 0xffff;

    /** Larger port numbers need {@code V4_PORT_EXT}; smaller ones may also go to OTP 23, which does not know it. */
    private static final int SMALL_PORT_BITS = 28;

    private TermWriter() {}

    /**
     * Puts a term. A chain of conditions for what is frequent: a switch over patterns calls a bootstrapped method, which is slow on
     * Java 21 and makes large frames, so that terms could not nest as deep.
     */
    static void write(TermBuffer out, Term term) {
        if (term instanceof Atom atom) atom(out, atom);
        else if (term instanceof Int.Small integer) integer(out, integer.value());
        else if (term instanceof Tuple tuple) elements(out, tuple);
        else if (term instanceof Binary binary) binary(out, binary.bytes());
        else if (term instanceof TermList list) list(out, list);
        else if (term instanceof TermMap map) entries(out, map);
        else if (term instanceof Pid pid) pid(out, pid);
        else if (term instanceof ImproperList list) elements(out, list);
        else if (term instanceof Fun.Closure fun) closure(out, fun);
        else leaf(out, term);
    }

    private static void leaf(TermBuffer out, Term term) {
        switch (term) {
            case Ref ref -> ref(out, ref);
            case Real real -> real(out, real.value());
            case Int.Big integer -> big(out, integer.value());
            case Bits bits -> bits(out, bits);
            case Port port -> port(out, port);
            case Fun.External fun -> export(out, fun);
            default ->
                throw new AssertionError("no spelling for a " + term.getClass().getSimpleName());
        }
    }

    private static void elements(TermBuffer out, Tuple tuple) {
        List<Term> elements = tuple.elements();
        tuple(out, elements.size());
        for (int i = 0; i < elements.size(); i++) write(out, elements.get(i));
    }

    private static void list(TermBuffer out, TermList list) {
        List<Term> elements = list.elements();
        int size = elements.size();
        if (size > 0 && size <= LONGEST_STRING && allBytes(elements)) {
            string(out, elements);
            return;
        }
        if (size > 0) {
            out.putByte(Tag.LIST);
            out.putInt(size);
            for (int i = 0; i < size; i++) write(out, elements.get(i));
        }
        out.putByte(Tag.NIL);
    }

    private static void elements(TermBuffer out, ImproperList list) {
        List<Term> elements = list.elements();
        out.putByte(Tag.LIST);
        out.putInt(elements.size());
        for (int i = 0; i < elements.size(); i++) write(out, elements.get(i));
        write(out, list.tail());
    }

    private static void entries(TermBuffer out, TermMap map) {
        out.putByte(Tag.MAP);
        out.putInt(map.size());
        for (Map.Entry<Term, Term> entry : map.entries().entrySet()) {
            write(out, entry.getKey());
            write(out, entry.getValue());
        }
    }

    private static void closure(TermBuffer out, Fun.Closure fun) {
        out.hold();
        out.putByte(Tag.NEW_FUN);
        int sizeIndex = out.at;
        long start = out.length();
        out.putInt(0);
        out.putByte(fun.arity());
        out.putBytes(fun.uniq());
        out.putInt((int) fun.index());
        out.putInt(fun.free().size());
        atom(out, fun.module());
        integer(out, fun.oldIndex());
        integer(out, fun.oldUniq());
        pid(out, fun.creator());
        for (int i = 0; i < fun.free().size(); i++) write(out, fun.free().get(i));
        // It counts itself.
        out.setInt(sizeIndex, (int) (out.length() - start));
        out.release();
    }

    static void tuple(TermBuffer out, int arity) {
        if (arity <= 0xff) {
            out.putShort(Tag.SMALL_TUPLE << 8 | arity);
        } else {
            out.putByte(Tag.LARGE_TUPLE);
            out.putInt(arity);
        }
    }

    static void integer(TermBuffer out, long value) {
        if ((value & ~0xffL) == 0) {
            out.putShort(Tag.SMALL_INTEGER << 8 | (int) value);
        } else if (value == (int) value) {
            out.putByte(Tag.INTEGER);
            out.putInt((int) value);
        } else {
            // Math.abs leaves the least long as it is: as an unsigned number that is right.
            long magnitude = Math.abs(value);
            int bytes = (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
            out.putShort(Tag.SMALL_BIG << 8 | bytes);
            out.putByte(value < 0 ? 1 : 0);
            for (int i = 0; i < bytes; i++) out.putByte((int) (magnitude >>> (8 * i)));
        }
    }

    private static void big(TermBuffer out, BigInteger value) {
        byte[] digits = value.abs().toByteArray();
        int sign = digits[0] == 0 ? 1 : 0;
        int bytes = digits.length - sign;
        if (bytes <= 0xff) {
            out.putShort(Tag.SMALL_BIG << 8 | bytes);
        } else {
            out.putByte(Tag.LARGE_BIG);
            out.putInt(bytes);
        }
        out.putByte(value.signum() < 0 ? 1 : 0);
        out.room(bytes);
        for (int i = digits.length - 1; i >= sign; i--) out.array[out.at++] = digits[i];
    }

    private static void atom(TermBuffer out, Atom atom) {
        int position = out.header().position(atom);
        if (position >= 0) out.putShort(Tag.ATOM_CACHE_REF << 8 | position);
        else text(out, atom.name());
    }

    private static void text(TermBuffer out, String name) {
        int length = name.length();
        if (length > 0xff) {
            otherText(out, name);
            return;
        }
        out.room(2 + length);
        byte[] array = out.array;
        int start = out.at + 2;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                otherText(out, name);
                return;
            }
            array[start + i] = (byte) c;
        }
        array[start - 2] = Tag.SMALL_ATOM_UTF8;
        array[start - 1] = (byte) length;
        out.at = start + length;
    }

    private static void otherText(TermBuffer out, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= 0xff) {
            out.putShort(Tag.SMALL_ATOM_UTF8 << 8 | utf8.length);
        } else {
            out.putByte(Tag.ATOM_UTF8);
            out.putShort(utf8.length);
        }
        out.room(utf8.length);
        System.arraycopy(utf8, 0, out.array, out.at, utf8.length);
        out.at += utf8.length;
    }

    private static void string(TermBuffer out, List<Term> bytes) {
        int size = bytes.size();
        out.putByte(Tag.STRING);
        out.putShort(size);
        out.room(size);
        for (int i = 0; i < size; i++) out.array[out.at++] = (byte) ((Int.Small) bytes.get(i)).value();
    }

    private static boolean allBytes(List<Term> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof Int.Small(long value)) || (value & ~0xffL) != 0) return false;
        }
        return true;
    }

    private static void real(TermBuffer out, double value) {
        out.putByte(Tag.NEW_FLOAT);
        out.putLong(Double.doubleToRawLongBits(value));
    }

    private static void binary(TermBuffer out, Bytes bytes) {
        out.putByte(Tag.BINARY);
        out.putInt(bytes.length());
        out.putBytes(bytes);
    }

    private static void bits(TermBuffer out, Bits bits) {
        out.putByte(Tag.BIT_BINARY);
        out.putInt(bits.bytes().length());
        out.putByte(bits.bitsInLastByte());
        out.putBytes(bits.bytes());
    }

    private static void pid(TermBuffer out, Pid pid) {
        out.putByte(Tag.NEW_PID);
        atom(out, pid.node());
        out.putLong(pid.id() << Integer.SIZE | pid.serial());
        out.putInt((int) pid.creation());
    }

    private static void ref(TermBuffer out, Ref ref) {
        out.putByte(Tag.NEWER_REFERENCE);
        out.putShort(ref.words().size());
        atom(out, ref.node());
        out.putInt((int) ref.creation());
        for (int i = 0; i < ref.words().size(); i++)
            out.putInt(ref.words().get(i).intValue());
    }

    private static void export(TermBuffer out, Fun.External fun) {
        out.putByte(Tag.EXPORT);
        atom(out, fun.module());
        atom(out, fun.function());
        integer(out, fun.arity());
    }

    private static void port(TermBuffer out, Port port) {
        boolean small = port.id() >>> SMALL_PORT_BITS == 0;
        out.putByte(small ? Tag.NEW_PORT : Tag.V4_PORT);
        atom(out, port.node());
        if (small) out.putInt((int) port.id());
        else out.putLong(port.id());
        out.putInt((int) port.creation());
    }
}
