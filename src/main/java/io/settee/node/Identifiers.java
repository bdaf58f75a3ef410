package io.settee.node;

import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the pids and references of a node; none is ever made twice within a creation. Each is spelled from a number of 63 bits that only
 * counts up, and every bit of the number has a place in it.
 *
 * <p>Pids have ids of 15 bits and count up the serial beyond: OTP 23 closes the connection over larger ids, and over serials of more
 * than 13 bits, which are reached after 268 million pids. When the 32 bits of the serial are used up as well, the id takes the rest. References
 * have three words, the first of 18 bits, which every release reads.
 */
final class Identifiers {
    private static final int ID_BITS = 15;
    /** Ids of {@link #ID_BITS}, without 0. */
    private static final long IDS = (1L << ID_BITS) - 1;

    private static final int FIRST_WORD_BITS = 18;

    private final Atom node;
    private final long creation;
    private final AtomicLong pids;
    private final AtomicLong refs;

    Identifiers(NodeName name, Creation creation) {
        this(name, creation, 0, 0);
    }

    /** As if so many had been made already. */
    Identifiers(NodeName name, Creation creation, long pidsMade, long refsMade) {
        this.node = new Atom(name.toString());
        this.creation = creation.value();
        this.pids = new AtomicLong(pidsMade);
        this.refs = new AtomicLong(refsMade);
    }

    Pid nextPid() {
        long n = pids.getAndIncrement();
        long serials = n / IDS;
        long id = n % IDS + 1 | serials >>> Integer.SIZE << ID_BITS;
        return new Pid(node, id, serials & 0xffff_ffffL, creation);
    }

    Ref nextRef() {
        long n = refs.incrementAndGet();
        long first = n & (1 << FIRST_WORD_BITS) - 1;
        long rest = n >>> FIRST_WORD_BITS;
        return new Ref(node, creation, List.of(first, rest & 0xffff_ffffL, rest >>> 32));
    }

    /** Whether a pid is one that this incarnation of this node made. */
    boolean isOurs(Pid pid) {
        return pid.creation() == creation && pid.node().equals(node);
    }

    Atom node() {
        return node;
    }
}
