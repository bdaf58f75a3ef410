package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.error.TermFormatException;
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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads terms in every spelling that a BEAM has ever used. OTP "External Term Format".
 *
 * <p>Bytes are not trusted: whatever they are, the outcome is a term within the limits or a {@link TermFormatException}, whose
 * offsets count from the buffer's reader index.
 *
 * <p>A decoder keeps a buffer of 8 KiB and some atoms it has seen, so it is worth keeping, for one thread at a time.
 */
public final class TermDecoder {
    /** In bytes: 255 characters of at most 4 bytes of UTF-8. */
    private static final int LONGEST_ATOM_BYTES = 4 * Atom.MAX_CHARACTERS;

    /** How many elements are believed at once; the array grows as they really come. */
    private static final int BELIEVED_ELEMENTS = 4096;

    private static final int OLD_FLOAT_BYTES = 31;
    private static final int UNIQ_BYTES = 16;

    private final DecodeLimits limits;
    private final AtomTexts atomTexts = new AtomTexts();
    private final ByteSource plain = new ByteSource();

    private ByteSource in = plain;
    private AtomRefs refs = AtomRefs.NONE;
    /** How many more terms may come. */
    private int allowance;

    public TermDecoder(DecodeLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads the version byte 131 and one term, as {@code erlang:binary_to_term/1} does, compressed ones too. The buffer's reader
     * index ends behind the term; after an exception it is where it was.
     *
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term readVersioned(ByteBuf buf) {
        int start = buf.readerIndex();
        if (!buf.isReadable() || buf.getUnsignedByte(start) != Tag.VERSION) {
            throw new TermFormatException("a term must begin with the version byte 131, not with "
                    + (buf.isReadable() ? buf.getUnsignedByte(start) : "the end of the bytes"));
        }
        try {
            plain.open(buf);
            plain.u8();
            int tag = plain.tag();
            if (tag == Tag.COMPRESSED) return compressed(buf, start);
            Term term = root(tag);
            buf.readerIndex(start + plain.offset());
            return term;
        } finally {
            plain.close();
        }
    }

    /**
     * Reads one term without a version byte, as it stands behind a distribution header. The buffer's reader index ends behind the
     * term; after an exception it is where it was.
     *
     * @param atoms those of the header
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term read(ByteBuf buf, AtomRefs atoms) {
        int start = buf.readerIndex();
        refs = atoms;
        try {
            plain.open(buf);
            Term term = root(plain.tag());
            buf.readerIndex(start + plain.offset());
            return term;
        } finally {
            plain.close();
            refs = AtomRefs.NONE;
        }
    }

    /** Reads one term without a version byte and without a header, see {@link #read(ByteBuf, AtomRefs)}. */
    public Term read(ByteBuf buf) {
        return read(buf, AtomRefs.NONE);
    }

    /**
     * Reads an atom's bare text in UTF-8, as new entries of an atom cache have it.
     *
     * @param bytes how many
     * @throws TermFormatException if there are fewer, or they are no atom
     */
    public Atom readAtomText(ByteBuf buf, int bytes) {
        try {
            plain.open(buf);
            plain.name(Tag.ATOM_UTF8);
            Atom atom = utf8Atom(bytes);
            buf.skipBytes(bytes);
            return atom;
        } finally {
            plain.close();
        }
    }

    private Term compressed(ByteBuf buf, int start) {
        long inflatedBytes = plain.u32();
        int streamStart = start + plain.offset();
        try (var inflation = Inflation.of(buf, streamStart, inflatedBytes, limits)) {
            in = new ByteSource();
            in.open(inflation);
            Term term = root(in.tag());
            if (in.remaining() > 0) {
                throw new TermFormatException(
                        "COMPRESSED term has " + in.remaining() + " inflated bytes behind its end");
            }
            buf.readerIndex(streamStart + inflation.finish());
            return term;
        } finally {
            in = plain;
        }
    }

    private Term root(int tag) {
        allowance = limits.maxTerms() - 1;
        return term(tag, 0);
    }

    private Term term(int depth) {
        return term(in.tag(), depth);
    }

    /**
     * Reads what follows a tag.
     *
     * @param depth how many terms this one is inside of
     */
    private Term term(int tag, int depth) {
        return switch (tag) {
            case Tag.SMALL_INTEGER -> Int.of(in.u8());
            case Tag.INTEGER -> Int.of(in.i32());
            case Tag.SMALL_ATOM_UTF8, Tag.ATOM_CACHE_REF, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM -> atom(tag);
            case Tag.SMALL_TUPLE -> tuple(in.u8(), depth);
            case Tag.LARGE_TUPLE -> tuple(in.u32(), depth);
            case Tag.NIL -> TermList.NIL;
            case Tag.LIST, Tag.STRING -> list(tag, depth);
            case Tag.BINARY -> new Binary(Bytes.wrap(in.bytes(length(in.u32()))));
            case Tag.BIT_BINARY -> bits();
            case Tag.MAP -> map(depth);
            case Tag.NEW_PID, Tag.PID -> pid(tag);
            case Tag.NEWER_REFERENCE, Tag.NEW_REFERENCE, Tag.REFERENCE -> reference(tag);
            case Tag.V4_PORT -> new Port(atom("node"), in.i64(), in.u32());
            case Tag.NEW_PORT -> new Port(atom("node"), in.u32(), in.u32());
            case Tag.PORT -> new Port(atom("node"), in.u32(), in.u8());
            case Tag.SMALL_BIG -> big(in.u8());
            case Tag.LARGE_BIG -> big(in.u32());
            case Tag.NEW_FLOAT -> real(Double.longBitsToDouble(in.i64()));
            case Tag.FLOAT -> oldFloat();
            case Tag.EXPORT -> export();
            case Tag.NEW_FUN -> closure(depth);
            case Tag.FUN -> throw in.failure("is a fun of R7 or older; no release since OTP 23 reads these");
            case Tag.LOCAL -> throw in.failure("can be read only by the node that made it");
            case Tag.RECORD -> throw in.failure("is a native record, which we never agree to");
            case Tag.COMPRESSED -> throw in.failure("stands directly behind the version byte 131 or nowhere");
            case Tag.VERSION -> throw in.failure("stands inside a term, or behind a distribution header");
            default -> throw in.failure("is not known");
        };
    }

    private Atom atom(int tag) {
        return switch (tag) {
            case Tag.SMALL_ATOM_UTF8 -> utf8Atom(in.u8());
            case Tag.ATOM_UTF8 -> utf8Atom(in.u16());
            case Tag.ATOM_CACHE_REF -> cachedAtom(in.u8());
            case Tag.SMALL_ATOM -> latin1Atom(in.u8());
            default -> latin1Atom(in.u16());
        };
    }

    /** Reads an atom where nothing else may stand. */
    private Atom atom(String role) {
        int tag = in.tag();
        return switch (tag) {
            case Tag.SMALL_ATOM_UTF8, Tag.ATOM_CACHE_REF, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM -> atom(tag);
            default -> throw in.failure("where an atom must stand: the " + role);
        };
    }

    private Atom utf8Atom(int bytes) {
        if (bytes > LONGEST_ATOM_BYTES) throw atomTooLong(bytes + " bytes");
        in.take(bytes);
        try {
            return atomTexts.utf8(in.array(), in.index() - bytes, bytes);
        } catch (CharacterCodingException e) {
            throw in.failure("is an atom whose text is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw atomTooLong(bytes + " bytes");
        }
    }

    private Atom latin1Atom(int characters) {
        if (characters > Atom.MAX_CHARACTERS) throw atomTooLong(characters + " characters");
        in.take(characters);
        return AtomTexts.latin1(in.array(), in.index() - characters, characters);
    }

    private TermFormatException atomTooLong(String length) {
        return in.failure("is an atom of " + length + "; at most 255 characters are allowed");
    }

    private Atom cachedAtom(int index) {
        if (index >= refs.size()) {
            throw in.failure(index + " points past the " + refs.size() + " atoms of the distribution header");
        }
        return refs.at(index);
    }

    private Tuple tuple(long arity, int depth) {
        expect("arity", arity, 1);
        int inner = deeper(depth);
        // Without a detour over an array where List.of can do so.
        return switch ((int) arity) {
            case 0 -> Tuple.EMPTY;
            case 1 -> new Tuple(List.of(term(inner)));
            case 2 -> new Tuple(List.of(term(inner), term(inner)));
            case 3 -> new Tuple(List.of(term(inner), term(inner), term(inner)));
            case 4 -> new Tuple(List.of(term(inner), term(inner), term(inner), term(inner)));
            case 5 -> new Tuple(List.of(term(inner), term(inner), term(inner), term(inner), term(inner)));
            default -> new Tuple(List.of(elements((int) arity, inner)));
        };
    }

    /** Reads so many elements, which were checked against what remains; the array grows as they really come. */
    private Term[] elements(int count, int depth) {
        var elements = new Term[Math.min(count, BELIEVED_ELEMENTS)];
        for (int i = 0; i < count; i++) {
            if (i == elements.length) elements = Arrays.copyOf(elements, (int) Math.min(count, elements.length * 2L));
            elements[i] = term(depth);
        }
        return elements;
    }

    private Term list(int firstTag, int depth) {
        int inner = deeper(depth);
        int tag = firstTag;
        Term[] elements = tag == Tag.LIST ? elements(listLength(), inner) : string();
        if (tag == Tag.LIST) tag = in.tag();
        if (tag == Tag.NIL || tag == Tag.STRING) return new TermList(List.of(elements));
        if (tag != Tag.LIST) return ImproperList.of(List.of(elements), term(tag, inner));
        return listInParts(elements, inner);
    }

    /** Reads on after a list whose tail is a list again, and perhaps that one's tail, too. */
    private Term listInParts(Term[] first, int inner) {
        var elements = new ArrayList<Term>(List.of(first));
        int tag = Tag.LIST;
        while (tag == Tag.LIST) {
            Collections.addAll(elements, elements(listLength(), inner));
            tag = in.tag();
        }
        if (tag == Tag.NIL) return new TermList(elements);
        if (tag != Tag.STRING) return ImproperList.of(elements, term(tag, inner));
        Collections.addAll(elements, string());
        return new TermList(elements);
    }

    private int listLength() {
        long length = in.u32();
        expect("length", length, 1);
        return (int) length;
    }

    private Term[] string() {
        int length = in.u16();
        expect("length", length, 1);
        var elements = new Term[length];
        for (int i = 0; i < length; i++) elements[i] = Int.of(in.u8());
        return elements;
    }

    private TermMap map(int depth) {
        int start = in.tagOffset();
        long size = in.u32();
        expect("size", size, 2);
        int inner = deeper(depth);
        if (size == 0) return TermMap.EMPTY;
        var entries = new TreeMap<Term, Term>();
        for (int i = 0; i < size; i++) {
            Term key = term(inner);
            if (entries.put(key, term(inner)) != null) {
                throw in.failure(Tag.MAP, start, "has a key twice, for the second time as number " + (i + 1));
            }
        }
        return new TermMap(entries);
    }

    private Term bits() {
        int length = length(in.u32());
        int bitsInLastByte = in.u8();
        if (bitsInLastByte > 8 || (bitsInLastByte == 0) != (length == 0)) {
            throw in.failure("of " + length + " bytes cannot have " + bitsInLastByte + " bits in its last byte");
        }
        return Bits.of(Bytes.wrap(in.bytes(length)), bitsInLastByte);
    }

    private Int big(long bytes) {
        if (bytes <= Long.BYTES) return shortBig((int) bytes);
        if (bytes > limits.maxIntegerBytes()) {
            throw in.failure("of " + bytes + " bytes: at most DecodeLimits.maxIntegerBytes = "
                    + limits.maxIntegerBytes() + " are allowed");
        }
        int sign = in.u8();
        byte[] digits = in.bytes((int) bytes);
        for (int low = 0, high = digits.length - 1; low < high; low++, high--) {
            byte swapped = digits[low];
            digits[low] = digits[high];
            digits[high] = swapped;
        }
        var magnitude = new BigInteger(1, digits);
        return Int.of(sign == 0 ? magnitude : magnitude.negate());
    }

    private Int shortBig(int bytes) {
        int sign = in.u8();
        long magnitude = 0;
        for (int i = 0; i < bytes; i++) magnitude |= (long) in.u8() << (8 * i);
        if (magnitude >= 0) return Int.of(sign == 0 ? magnitude : -magnitude);
        if (sign != 0 && magnitude == Long.MIN_VALUE) return Int.of(magnitude);
        var unsigned = BigInteger.valueOf(magnitude).add(BigInteger.ONE.shiftLeft(Long.SIZE));
        return Int.of(sign == 0 ? unsigned : unsigned.negate());
    }

    private Real real(double value) {
        if (!Double.isFinite(value)) throw in.failure("is " + value + ", which is no Erlang float");
        return new Real(value);
    }

    private Real oldFloat() {
        in.take(OLD_FLOAT_BYTES);
        String text = new String(in.array(), in.index() - OLD_FLOAT_BYTES, OLD_FLOAT_BYTES, StandardCharsets.ISO_8859_1)
                .replaceFirst("\0+$", "");
        // parseDouble takes much that Erlang does not: "NaN", "0x1p3", "1f", spaces.
        if (!text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) throw in.failure("is not a number in text");
        return real(Double.parseDouble(text));
    }

    private Pid pid(int tag) {
        return new Pid(atom("node"), in.u32(), in.u32(), tag == Tag.NEW_PID ? in.u32() : in.u8());
    }

    private Ref reference(int tag) {
        int start = in.tagOffset();
        int words = tag == Tag.REFERENCE ? 1 : in.u16();
        if (words < 1 || words > Ref.MAX_WORDS) throw in.failure("has " + words + " words; 1 to 5 are allowed");
        Atom node = atom("node");
        if (tag == Tag.REFERENCE) {
            long word = in.u32();
            return new Ref(node, in.u8(), List.of(word));
        }
        long creation = tag == Tag.NEWER_REFERENCE ? in.u32() : in.u8();
        if (in.remaining() < words * Integer.BYTES) {
            throw in.failure(tag, start, "ends early: " + words + " words needed, " + in.remaining() + " bytes remain");
        }
        if (words == 3) return new Ref(node, creation, List.of(in.u32(), in.u32(), in.u32()));
        var read = new Long[words];
        for (int i = 0; i < words; i++) read[i] = in.u32();
        return new Ref(node, creation, List.of(read));
    }

    private Fun export() {
        Atom module = atom("module");
        Atom function = atom("function");
        if (in.tag() != Tag.SMALL_INTEGER) throw in.failure("where the arity of an EXPORT_EXT must stand");
        return new Fun.External(module, function, in.u8());
    }

    private Fun closure(int depth) {
        // Not trusted: some releases count it wrong (erlang/otp#5987), and the structure says where the fun ends.
        in.u32();
        int arity = in.u8();
        Bytes uniq = Bytes.wrap(in.bytes(UNIQ_BYTES));
        long index = in.u32();
        long freeVariables = in.u32();
        expect("number of free variables", freeVariables, 1);
        int inner = deeper(depth);
        Atom module = atom("module");
        long oldIndex = oldFunNumber();
        long oldUniq = oldFunNumber();
        int pidTag = in.tag();
        if (pidTag != Tag.NEW_PID && pidTag != Tag.PID) throw in.failure("where the pid of a NEW_FUN_EXT must stand");
        Pid creator = pid(pidTag);
        Term[] free = elements((int) freeVariables, inner);
        return new Fun.Closure(module, arity, uniq, index, oldIndex, oldUniq, creator, List.of(free));
    }

    private long oldFunNumber() {
        return switch (in.tag()) {
            case Tag.SMALL_INTEGER -> in.u8();
            case Tag.INTEGER -> in.i32();
            default -> throw in.failure("where OldIndex or OldUniq of a NEW_FUN_EXT must stand");
        };
    }

    private int length(long length) {
        if (length > in.remaining()) {
            throw in.failure("length " + length + " needs " + length + " bytes, " + in.remaining() + " remain");
        }
        return (int) length;
    }

    /** Checks that so many times so many terms can follow, each of at least one byte, before any of them is read. */
    private void expect(String what, long count, int termsEach) {
        long terms = count * termsEach;
        if (terms > in.remaining()) {
            throw in.failure(what + " " + count + " needs at least " + terms + " bytes, " + in.remaining() + " remain");
        }
        if (terms > allowance) {
            throw in.failure(
                    what + " " + count + " makes more than DecodeLimits.maxTerms = " + limits.maxTerms() + " terms");
        }
        allowance -= (int) terms;
    }

    private int deeper(int depth) {
        if (depth >= limits.maxDepth()) {
            throw in.failure("is nested deeper than DecodeLimits.maxDepth = " + limits.maxDepth());
        }
        return depth + 1;
    }
}
