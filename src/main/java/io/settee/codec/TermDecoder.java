package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Bits;
import io.settee.term.Bytes;
import io.settee.term.Fun;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Port;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads terms in every spelling that a BEAM has ever used. OTP "External Term Format".
 *
 * <p>Bytes are not trusted: whatever they are, the outcome is a term within the limits or a {@link TermFormatException}, whose
 * offsets count from the buffer's reader index.
 *
 * <p>A decoder keeps a buffer of 8 KiB and some atoms it has seen, so it is worth keeping, for one thread at a time. It holds nothing
 * that must be closed, but what {@link #open} began.
 */
public final class TermDecoder implements AutoCloseable {
    private static final int UNIQ_BYTES = 16;

    private final DecodeLimits limits;
    private final Allowance allowance;
    private final AtomReader atoms = new AtomReader();
    private final ByteSource plain = new ByteSource();
    private final TermStack stack = new TermStack();

    private ByteSource in = plain;
    private ByteBuf buf = Unpooled.EMPTY_BUFFER;

    /** How many atoms had been made when the last one was counted. */
    private int atomsCounted;

    public TermDecoder(DecodeLimits limits) {
        this.limits = limits;
        this.allowance = new Allowance(limits.maxTerms());
    }

    /**
     * Reads the version byte 131 and one term, as {@code erlang:binary_to_term/1} does, compressed ones too. The buffer's reader
     * index ends behind the term; after an exception it is where it was.
     *
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term readVersioned(ByteBuf buf) {
        try {
            open(buf, AtomRefs.NONE);
            Term term = nextVersioned();
            moveReaderIndex();
            return term;
        } finally {
            close();
        }
    }

    /**
     * Reads one term without a version byte, as it stands behind a distribution header. The buffer's reader index ends behind the
     * term; after an exception it is where it was.
     *
     * @param refs the atoms of the header
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term read(ByteBuf buf, AtomRefs refs) {
        try {
            open(buf, refs);
            Term term = next();
            moveReaderIndex();
            return term;
        } finally {
            close();
        }
    }

    /** Reads one term without a version byte and without a header, see {@link #read(ByteBuf, AtomRefs)}. */
    public Term read(ByteBuf buf) {
        return read(buf, AtomRefs.NONE);
    }

    /**
     * Begins to read several terms one behind the other, by {@link #next} or {@link #nextVersioned}, until {@link #close}. It is
     * faster than to call {@link #read(ByteBuf, AtomRefs)} as often. Offsets in failures count from here.
     *
     * @param source from its reader index on, which is not moved before {@link #moveReaderIndex}
     * @param refs the atoms of the header before the terms
     */
    public void open(ByteBuf source, AtomRefs refs) {
        buf = source;
        atoms.open(refs);
        plain.open(source);
    }

    /**
     * As {@link #open}, for a heap buffer whose array is given away: long binaries are parts of it rather than copies.
     *
     * @param source its array must never change again
     */
    public void openToKeep(ByteBuf source, AtomRefs refs) {
        open(source, refs);
        plain.share();
    }

    /** Whether any bytes are left. */
    public boolean hasNext() {
        return plain.remaining() > 0;
    }

    /**
     * Reads the next term, without a version byte.
     *
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term next() {
        return root(plain);
    }

    /**
     * Reads the version byte 131 and the next term, compressed ones too.
     *
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term nextVersioned() {
        if (plain.peek() != Tag.VERSION) {
            throw new TermFormatException("a term must begin with the version byte 131, not with "
                    + (plain.peek() < 0 ? "the end of the bytes" : plain.peek()));
        }
        plain.u8();
        return plain.peek() == Tag.COMPRESSED ? compressed() : root(plain);
    }

    /** About how much memory the term takes that was read last, besides the bytes of its binaries and large integers. */
    public long heapBytes() {
        return DecodeLimits.heapBytes(allowance.used());
    }

    /** Moves the reader index of what is open behind the terms that were read. */
    public void moveReaderIndex() {
        buf.skipBytes(plain.offset());
    }

    /** Ends what {@link #open} began. May be repeated. */
    @Override
    public void close() {
        plain.close();
        buf = Unpooled.EMPTY_BUFFER;
        atoms.open(AtomRefs.NONE);
    }

    /**
     * Reads an atom's bare text in UTF-8, as new entries of an atom cache have it.
     *
     * @param bytes how many
     * @throws TermFormatException if there are fewer, or they are no atom
     */
    public Atom readAtomText(ByteBuf source, int bytes) {
        try {
            open(source, AtomRefs.NONE);
            plain.name(Tag.ATOM_UTF8);
            Atom atom = atoms.utf8(plain, bytes);
            moveReaderIndex();
            return atom;
        } finally {
            close();
        }
    }

    private Term compressed() {
        plain.tag();
        long inflatedBytes = plain.u32();
        int streamStart = plain.offset();
        try (var inflation = Inflation.of(buf, buf.readerIndex() + streamStart, inflatedBytes, limits)) {
            var inflated = new ByteSource();
            inflated.open(inflation);
            Term term = root(inflated);
            if (inflated.remaining() > 0) {
                throw new TermFormatException(
                        "COMPRESSED term has " + inflated.remaining() + " inflated bytes behind its end");
            }
            plain.skip(inflation.finish());
            return term;
        }
    }

    private Term root(ByteSource source) {
        in = source;
        allowance.begin();
        atomsCounted = atoms.made();
        stack.begin(source);
        try {
            while (true) {
                int tag = in.tag();
                Term part = switch (tag) {
                    case Tag.SMALL_TUPLE -> tuple(in.u8());
                    case Tag.LARGE_TUPLE -> tuple(in.u32());
                    case Tag.LIST -> list();
                    case Tag.MAP -> map();
                    case Tag.NEW_FUN -> closure();
                    default -> leaf(tag);
                };
                Term whole = part == null ? null : stack.add(part);
                if (whole != null) return whole;
            }
        } finally {
            stack.clear();
            in = plain;
        }
    }

    // The following open a container and give null, or give it if it is whole already.

    private @Nullable Term tuple(long arity) {
        allowance.expect(in, "arity", arity, 1);
        if (arity == 0) return Tuple.EMPTY;
        open(Tag.SMALL_TUPLE, (int) arity);
        return null;
    }

    private @Nullable Term list() {
        long length = in.u32();
        allowance.expect(in, "length", length, 1);
        // The list as the tail of a list goes on with that one: [a | [b | [c …]]] takes neither depth nor a copy for
        // each part.
        if (stack.atTail()) stack.expectMore((int) length);
        else open(Tag.LIST, (int) length + 1);
        return null;
    }

    private @Nullable Term map() {
        long size = in.u32();
        allowance.expect(in, "size", size, 2);
        if (size == 0) return TermMap.EMPTY;
        allowance.more(in, Allowance.MAP);
        open(Tag.MAP, (int) size * 2);
        return null;
    }

    private @Nullable Term closure() {
        int start = in.tagOffset();
        // Not trusted: some releases count it wrong (erlang/otp#5987), and the structure says where the fun ends.
        in.u32();
        int arity = in.u8();
        Bytes uniq = Bytes.wrap(in.bytes(UNIQ_BYTES));
        long index = in.u32();
        long freeVariables = in.u32();
        allowance.expect(in, "number of free variables", freeVariables, 1);
        allowance.more(in, Allowance.CLOSURE);
        Atom module = atom("module");
        long oldIndex = oldFunNumber();
        long oldUniq = oldFunNumber();
        int pidTag = in.tag();
        if (pidTag != Tag.NEW_PID && pidTag != Tag.PID) throw in.failure("where the pid of a NEW_FUN_EXT must stand");
        var fun = new Fun.Closure(module, arity, uniq, index, oldIndex, oldUniq, pid(pidTag), List.of());
        if (freeVariables == 0) return fun;
        open(Tag.NEW_FUN, (int) freeVariables + 1, start);
        return stack.add(fun);
    }

    private void open(int tag, int count) {
        open(tag, count, in.tagOffset());
    }

    private void open(int tag, int count, int offset) {
        if (stack.depth() >= limits.maxDepth()) {
            throw in.failure(tag, offset, "is nested deeper than DecodeLimits.maxDepth = " + limits.maxDepth());
        }
        stack.open(tag, count, offset);
    }

    private Term leaf(int tag) {
        return switch (tag) {
            case Tag.SMALL_INTEGER -> Int.of(in.u8());
            case Tag.INTEGER -> Int.of(in.i32());
            case Tag.ATOM_CACHE_REF -> atoms.read(in, tag);
            case Tag.SMALL_ATOM_UTF8, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM -> counted(atoms.read(in, tag));
            case Tag.NIL -> TermList.NIL;
            case Tag.STRING -> new TermList(List.of(string()));
            case Tag.BINARY -> binary();
            case Tag.BIT_BINARY -> bits();
            case Tag.NEW_PID, Tag.PID -> pid(tag);
            case Tag.NEWER_REFERENCE, Tag.NEW_REFERENCE, Tag.REFERENCE -> reference(tag);
            case Tag.V4_PORT, Tag.NEW_PORT, Tag.PORT -> port(tag);
            case Tag.SMALL_BIG -> big(in.u8());
            case Tag.LARGE_BIG -> big(in.u32());
            case Tag.NEW_FLOAT -> Numbers.real(in);
            case Tag.FLOAT -> Numbers.oldFloat(in);
            case Tag.EXPORT -> export();
            default -> throw unreadable(tag);
        };
    }

    private TermFormatException unreadable(int tag) {
        return in.failure(
                switch (tag) {
                    case Tag.FUN -> "is a fun of R7 or older; no release since OTP 23 reads these";
                    case Tag.LOCAL -> "can be read only by the node that made it";
                    case Tag.RECORD -> "is a native record, which we never agree to";
                    case Tag.COMPRESSED -> "stands directly behind the version byte 131 or nowhere";
                    case Tag.VERSION -> "stands inside a term, or behind a distribution header";
                    default -> "is not known";
                });
    }

    private Term[] string() {
        int length = in.u16();
        allowance.expect(in, "length", length, 1);
        var elements = new Term[length];
        for (int i = 0; i < length; i++) elements[i] = Int.of(in.u8());
        return elements;
    }

    private Term binary() {
        int length = length(in.u32());
        allowance.more(in, Allowance.BYTES);
        return new Binary(in.run(length));
    }

    private Term bits() {
        int length = length(in.u32());
        allowance.more(in, Allowance.BYTES);
        int bitsInLastByte = in.u8();
        if (bitsInLastByte > 8 || (bitsInLastByte == 0) != (length == 0)) {
            throw in.failure("of " + length + " bytes cannot have " + bitsInLastByte + " bits in its last byte");
        }
        return Bits.of(in.run(length), bitsInLastByte);
    }

    private Int big(long bytes) {
        Int integer = Numbers.big(in, bytes, limits);
        if (integer instanceof Int.Big) allowance.more(in, Allowance.BIG_INTEGER);
        return integer;
    }

    private Pid pid(int tag) {
        allowance.more(in, Allowance.PID);
        return new Pid(atom("node"), in.u32(), in.u32(), tag == Tag.NEW_PID ? in.u32() : in.u8());
    }

    private Port port(int tag) {
        allowance.more(in, Allowance.PORT);
        Atom node = atom("node");
        long id = tag == Tag.V4_PORT ? in.i64() : in.u32();
        return new Port(node, id, tag == Tag.PORT ? in.u8() : in.u32());
    }

    private Ref reference(int tag) {
        int start = in.tagOffset();
        int words = tag == Tag.REFERENCE ? 1 : in.u16();
        if (words < 1 || words > Ref.MAX_WORDS) throw in.failure("has " + words + " words; 1 to 5 are allowed");
        allowance.more(in, Allowance.REFERENCE + words * Allowance.WORD_OF_REFERENCE);
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

    /** An atom where nothing else may stand. */
    private Atom atom(String role) {
        return counted(atoms.expect(in, role));
    }

    private Atom counted(Atom atom) {
        if (atoms.made() != atomsCounted) {
            atomsCounted = atoms.made();
            allowance.more(in, Allowance.NEW_ATOM);
        }
        return atom;
    }

    private long oldFunNumber() {
        if (leaf(in.tag()) instanceof Int.Small(long number)) return number;
        throw in.failure("where OldIndex or OldUniq of a NEW_FUN_EXT must stand");
    }

    private int length(long length) {
        if (length > in.remaining()) {
            throw in.failure("length " + length + " needs " + length + " bytes, " + in.remaining() + " remain");
        }
        return (int) length;
    }
}
