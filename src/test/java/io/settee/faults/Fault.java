package io.settee.faults;

import java.time.Duration;

/** What may happen to a peer, for how long, and how often relative to the others. */
enum Fault {
    /** It starts, anew if it was there before. */
    START(0, 0, 0),
    /** One side or the other closes the connection in order. */
    FIN(0, 0, 3),
    /** The kernel resets the connection. */
    RST(0, 0, 3),
    /** Packets vanish, both ways. */
    SILENCE(2000, 9000, 3),
    /** {@code SIGKILL}. */
    KILL(0, 0, 2),
    /** {@code init:stop()}. */
    LEAVE(0, 0, 2),
    /** {@code SIGSTOP}, and {@code SIGCONT} after some time. */
    STOP(500, 8000, 3),
    /** The connection is closed, and both sides dial at the same moment. */
    DIAL(0, 0, 4),
    /** The peers' EPMD is killed, and started again after some time. */
    EPMD(200, 3000, 1);

    private final int leastMillis;
    private final int mostMillis;
    private final int weight;

    Fault(int leastMillis, int mostMillis, int weight) {
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
        this.weight = weight;
    }

    /** How often it is chosen for a peer that is up. */
    int weight() {
        return weight;
    }

    /** @param share of the span from the least to the most, 0 to 1 */
    Duration duration(double share) {
        return Duration.ofMillis(leastMillis + (long) (share * (mostMillis - leastMillis)));
    }
}
