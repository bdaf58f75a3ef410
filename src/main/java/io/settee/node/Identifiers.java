package io.settee.node;

import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the pids and references of a node; none is ever made twice within a creation.
 *
 * <p>Pids have ids of 15 bits and count up the serial beyond: OTP 23 closes the connection over larger ids, and over serials of more
 * than 13 bits, which are reached after 268 million pids. References have three words, the first of 18 bits, which every
 * release reads.
 */
final class Identifiers {
    private static final long IDS = 0x7fff;
    private static final int FIRST_WORD_BITS = 18;

    private final Atom node;
    private final long creation;
    private final AtomicLong pids = new AtomicLong();
    private final AtomicLong refs = new AtomicLong();

    Identifiers(NodeName name, Creation creation) {
        this.node = new Atom(name.toString());
        this.creation = creation.value();
    }

    Pid nextPid() {
        long n = pids.getAndIncrement();
        return new Pid(node, n % IDS + 1, n / IDS, creation);
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
