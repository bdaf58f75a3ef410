package io.settee.codec;

import io.settee.term.Atom;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The outbound atom cache of one connection: atoms that its peer knows, or will know, by number. OTP "External Term Format", section
 * "Distribution Header". Any thread.
 *
 * <p>Encoding stays on the senders' threads because a number means the same atom for as long as the connection lives. So it does not matter
 * who tells the peer first, nor that two do: whoever meets an atom that may still be unknown there spells it out beside its number. Only
 * when such a packet stands in the connection's queue is the number {@linkplain AtomHeader#queued known}; whoever sees that, queues
 * behind it.
 *
 * <p>Numbers are few and never taken back, so an atom has to earn one: by being met {@value #SIGHTINGS} times, and often enough beside the
 * others that fall on its place in a small table. Node names, registered names and the tags of messages get theirs within a few messages;
 * a list of a hundred thousand different atoms, or one that is never seen again, gets none.
 */
public final class SentAtoms {
    /** As many as a BEAM uses of the 2048 that there may be. */
    static final int MOST = 2039;

    private static final int SIGHTINGS = 8;

    private static final int PLACE_BITS = 7;

    /** Spreads what it is multiplied with over the upper bits: 2^32 divided by the golden ratio. */
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    /** An atom with a number. */
    static final class Entry {
        final int index;
        final byte[] utf8;

        /** Whether the peer has been told, in a packet before any that is queued from now on. */
        volatile boolean known;

        private Entry(int index, Atom atom) {
            this.index = index;
            this.utf8 = atom.name().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An atom that may get a number. Threads count without care for each other: one lost makes it a little later, no more. */
    private static final class Candidate {
        private final Atom atom;
        private int sightings = 1;
        private int others;

        private Candidate(Atom atom) {
            this.atom = atom;
        }
    }

    private final ConcurrentHashMap<Atom, Entry> entries = new ConcurrentHashMap<>(0);
    private final AtomicInteger used = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Candidate> candidates = new AtomicReferenceArray<>(1 << PLACE_BITS);

    /** The entry of an atom that is being sent; null if it has none (yet). */
    @Nullable
    Entry entry(Atom atom) {
        Entry entry = entries.get(atom);
        return entry != null || used.get() >= MOST || !earns(atom) ? entry : add(atom);
    }

    private boolean earns(Atom atom) {
        int place = (atom.name().hashCode() * GOLDEN_RATIO) >>> (Integer.SIZE - PLACE_BITS);
        Candidate candidate = candidates.get(place);
        if (candidate != null && candidate.atom.equals(atom)) {
            if (++candidate.sightings < SIGHTINGS) return false;
            candidates.set(place, null);
            return true;
        }
        // An atom that makes up a ninth of what falls on its place keeps it, whatever stream of rare ones falls there,
        // too.
        if (candidate == null || ++candidate.others > 8 * candidate.sightings) {
            candidates.set(place, new Candidate(atom));
        }
        return false;
    }

    private @Nullable Entry add(Atom atom) {
        return entries.computeIfAbsent(atom, a -> {
            int index = used.getAndIncrement();
            return index < MOST ? new Entry(index, a) : null;
        });
    }
}
