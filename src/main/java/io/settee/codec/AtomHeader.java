package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.term.Atom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distribution header of one message: the atoms to which its terms refer by position. OTP "External Term Format", section
 * "Distribution Header":
 *
 * <pre>
 * NumberOfAtomCacheRefs:8  Flags  AtomCacheRefs
 * </pre>
 *
 * Flags are half-bytes, the low one of a byte first: one per reference (bit 3: new entry, bits 2 to 0: segment) and a last one whose bit 0
 * says that lengths have two bytes. A reference is the index in its segment, for a new entry followed by length and text. No references,
 * no flags. One thread at a time.
 */
public final class AtomHeader {
    /** Atoms beyond these are spelled out. */
    static final int MOST_REFERENCES = 255;

    private static final int NOT_HERE = -1;

    private static final int NEW_ENTRY = 8;
    private static final int SEGMENT_BITS = 8;
    private static final int LONG_ATOMS = 1;
    private static final int SHORT_LENGTH = 0xff;

    private static final int FRESH_BYTES = 64;
    private static final int MOST_KEPT_BYTES = 4096;

    private final SentAtoms.@Nullable Entry[] references = new SentAtoms.@Nullable Entry[MOST_REFERENCES];
    private int count;

    /** How many atoms it may refer to. */
    private int most = MOST_REFERENCES;

    /** For each number the last message that referred to it, and its position there in the low byte. */
    private final int[] marks = new int[SentAtoms.MOST];

    private int message;
    private @Nullable SentAtoms atoms;

    /** The header itself, as {@link #encode} has made it. */
    private byte[] bytes = new byte[FRESH_BYTES];

    private int length;

    AtomHeader() {}

    /** Begins the header of another message, by which no atoms can be referred to if there is no cache. */
    void open(@Nullable SentAtoms cache) {
        atoms = cache;
        message += 1 << Byte.SIZE;
        if (message != 0) return;
        Arrays.fill(marks, 0);
        message = 1 << Byte.SIZE;
    }

    void close() {
        Arrays.fill(references, 0, count, null);
        count = 0;
        most = MOST_REFERENCES;
        atoms = null;
        if (bytes.length > MOST_KEPT_BYTES) bytes = new byte[FRESH_BYTES];
    }

    /** The position by which a term may refer to an atom, negative if it must be spelled out. */
    int position(Atom atom) {
        SentAtoms cache = atoms;
        if (cache == null) return NOT_HERE;
        SentAtoms.Entry entry = cache.entry(atom);
        if (entry == null) return NOT_HERE;
        int mark = marks[entry.index];
        if ((mark & ~0xff) == message) return mark & 0xff;
        if (count == most) return NOT_HERE;
        references[count] = entry;
        marks[entry.index] = message | count;
        return count++;
    }

    /** Takes no more atoms: a term that is put again and again is then spelled in the same way each time. */
    public void freeze() {
        most = count;
    }

    /** Writes down what the peer has to be told now; how many bytes that takes. After the last term of the message. */
    public int encode() {
        bytes[0] = (byte) count;
        length = 1;
        if (count == 0) return 1;
        int flagBytes = count / 2 + 1;
        room(flagBytes);
        Arrays.fill(bytes, length, length + flagBytes, (byte) 0);
        length += flagBytes;
        boolean longAtoms = false;
        for (int i = 0; i < count; i++) {
            SentAtoms.Entry entry = reference(i);
            // Asked once: another thread may just be telling the peer.
            boolean known = entry.known;
            setHalfByte(i, entry.index >> SEGMENT_BITS | (known ? 0 : NEW_ENTRY));
            longAtoms |= !known && entry.utf8.length > SHORT_LENGTH;
        }
        if (longAtoms) setHalfByte(count, LONG_ATOMS);
        for (int i = 0; i < count; i++) {
            SentAtoms.Entry entry = reference(i);
            byte[] utf8 = entry.utf8;
            room(3 + utf8.length);
            bytes[length++] = (byte) entry.index;
            if (!isNew(i)) continue;
            if (longAtoms) bytes[length++] = (byte) (utf8.length >> Byte.SIZE);
            bytes[length++] = (byte) utf8.length;
            System.arraycopy(utf8, 0, bytes, length, utf8.length);
            length += utf8.length;
        }
        return length;
    }

    /** Puts what {@link #encode} has made. */
    public void drainTo(ByteBuf target) {
        target.writeBytes(bytes, 0, length);
    }

    /**
     * To be called when the packet with this header stands in the connection's queue, and not if it never got there: then the next message
     * with these atoms tells the peer about them.
     */
    public void queued() {
        for (int i = 0; i < count; i++) if (isNew(i)) reference(i).known = true;
    }

    private SentAtoms.Entry reference(int position) {
        SentAtoms.Entry entry = references[position];
        if (entry == null) throw new IllegalStateException("no reference at " + position);
        return entry;
    }

    private boolean isNew(int position) {
        return ((bytes[1 + position / 2] >> ((position & 1) * 4)) & NEW_ENTRY) != 0;
    }

    private void setHalfByte(int position, int value) {
        bytes[1 + position / 2] |= (byte) (value << ((position & 1) * 4));
    }

    private void room(int more) {
        if (bytes.length - length < more) bytes = Arrays.copyOf(bytes, 2 * (length + more));
    }
}
