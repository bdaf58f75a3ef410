package io.settee.bench;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** What the clients share. */
final class Blob {
    static final byte[] MIB = new byte[1024 * 1024];

    static {
        Arrays.fill(MIB, (byte) 7);
    }

    private Blob() {}

    /** A pause outside the measured time: connecting at once would meet the old connection, still alive there. */
    static void letThePeerNotice() {
        LockSupport.parkNanos(2_000_000);
    }
}
