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

/** Spells terms as the BEAM does, see {@code enc_term} in OTP's {@code external.c} for what the documentation leaves open. */
final class TermWriter {
    /** Longer lists of bytes are a {@code LIST_EXT}. */
    private static final int LONGEST_STRING = 0xffff;

    /** Larger port numbers need {@code V4_PORT_EXT}; smaller ones may also go to OTP 23, which does not know it. */
    private static final int SMALL_PORT_BITS = 28;

    private TermWriter() {}

    static void write(TermBuffer out, Term term) {
        switch (term) {
            case Atom atom -> atom(out, atom.name());
            case Int.Small(long value) -> integer(out, value);
            case Int.Big(BigInteger value) -> big(out, value);
            case Real(double value) -> {
                out.putByte(Tag.NEW_FLOAT);
                out.putLong(Double.doubleToRawLongBits(value));
            }
            case Binary(Bytes bytes) -> {
                out.putByte(Tag.BINARY);
                out.putInt(bytes.length());
                out.putBytes(bytes);
            }
            case Bits(Bytes bytes, int bitsInLastByte) -> {
                out.putByte(Tag.BIT_BINARY);
                out.putInt(bytes.length());
                out.putByte(bitsInLastByte);
                out.putBytes(bytes);
            }
            case Tuple(List<Term> elements) -> {
                tuple(out, elements.size());
                elements(out, elements);
            }
            case TermList(List<Term> elements) -> list(out, elements);
            case ImproperList(List<Term> elements, Term tail) -> {
                out.putByte(Tag.LIST);
                out.putInt(elements.size());
                elements(out, elements);
                write(out, tail);
            }
            case TermMap map -> {
                out.putByte(Tag.MAP);
                out.putInt(map.size());
                map.entries().forEach((key, value) -> {
                    write(out, key);
                    write(out, value);
                });
            }
            case Pid pid -> {
                out.putByte(Tag.NEW_PID);
                atom(out, pid.node().name());
                out.putLong(pid.id() << Integer.SIZE | pid.serial());
                out.putInt((int) pid.creation());
            }
            case Port port -> port(out, port);
            case Ref ref -> {
                out.putByte(Tag.NEWER_REFERENCE);
                out.putShort(ref.words().size());
                atom(out, ref.node().name());
                out.putInt((int) ref.creation());
                for (long word : ref.words()) out.putInt((int) word);
            }
            case Fun.External(Atom module, Atom function, int arity) -> {
                out.putByte(Tag.EXPORT);
                atom(out, module.name());
                atom(out, function.name());
                integer(out, arity);
            }
            case Fun.Closure fun -> closure(out, fun);
        }
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

    private static void atom(TermBuffer out, String name) {
        int length = name.length();
        if (length > 0xff) {
            otherAtom(out, name);
            return;
        }
        out.room(2 + length);
        byte[] array = out.array;
        int start = out.at + 2;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                otherAtom(out, name);
                return;
            }
            array[start + i] = (byte) c;
        }
        array[start - 2] = Tag.SMALL_ATOM_UTF8;
        array[start - 1] = (byte) length;
        out.at = start + length;
    }

    private static void otherAtom(TermBuffer out, String name) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("the atom " + name + " has half a surrogate pair: no UTF-8 can say it");
        }
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

    private static void list(TermBuffer out, List<Term> elements) {
        int size = elements.size();
        if (size > 0 && size <= LONGEST_STRING && allBytes(elements)) {
            out.putByte(Tag.STRING);
            out.putShort(size);
            out.room(size);
            for (int i = 0; i < size; i++) out.array[out.at++] = (byte) ((Int.Small) elements.get(i)).value();
        } else {
            if (size > 0) {
                out.putByte(Tag.LIST);
                out.putInt(size);
                elements(out, elements);
            }
            out.putByte(Tag.NIL);
        }
    }

    private static boolean allBytes(List<Term> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof Int.Small(long value)) || (value & ~0xffL) != 0) return false;
        }
        return true;
    }

    private static void elements(TermBuffer out, List<Term> elements) {
        for (int i = 0; i < elements.size(); i++) write(out, elements.get(i));
    }

    private static void port(TermBuffer out, Port port) {
        boolean small = port.id() >>> SMALL_PORT_BITS == 0;
        out.putByte(small ? Tag.NEW_PORT : Tag.V4_PORT);
        atom(out, port.node().name());
        if (small) out.putInt((int) port.id());
        else out.putLong(port.id());
        out.putInt((int) port.creation());
    }

    private static void closure(TermBuffer out, Fun.Closure fun) {
        out.putByte(Tag.NEW_FUN);
        int sizeIndex = out.at;
        long start = out.length();
        out.putInt(0);
        out.putByte(fun.arity());
        out.putBytes(fun.uniq());
        out.putInt((int) fun.index());
        out.putInt(fun.free().size());
        atom(out, fun.module().name());
        integer(out, fun.oldIndex());
        integer(out, fun.oldUniq());
        write(out, fun.creator());
        elements(out, fun.free());
        out.setInt(sizeIndex, (int) (out.length() - start));
    }
}
