package io.settee.bench;

import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Where the peers run: on the cores of their clients, or on cores of their own, as a node does that has its own machine. Where two nodes share two
 * cores, what one of them leaves idle is spent by the schedulers of the other, which spin before they sleep; so shared cores compare how nodes get
 * along with each other, and cores of their own what each can do.
 *
 * @param each how many the peers have, and their clients before them; 0 if all share all
 */
record Cores(int each) {
    /** As {@code test-cluster/bench} says; it has bound this process, and so all that it starts, to the others. */
    static Cores ofThisRun() {
        return new Cores(Integer.getInteger("settee.bench.cores.each", 0));
    }

    /** Starts a peer with as many schedulers as it has cores, as {@code erl} does by itself where it sees no more. */
    ErlNode startPeer(ErlNodeBuilder builder) throws IOException, InterruptedException {
        if (each == 0) return builder.start();
        ErlNode node = builder.args("+S", each + ":" + each).start();
        Process bound = new ProcessBuilder("taskset", "-a", "-c", "-p", ofPeers(), Long.toString(node.pid()))
                .redirectErrorStream(true)
                .start();
        String told = new String(bound.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (bound.waitFor() != 0) throw new IOException("taskset could not bind " + node + " to the cores " + ofPeers() + ": " + told);
        return node;
    }

    /** As a list for {@code taskset -c}. */
    private String ofPeers() {
        return each + "-" + (2 * each - 1);
    }

    @Override
    public String toString() {
        return each == 0 ? "all nodes on the same cores" : "peers on the cores " + ofPeers() + ", their clients on the others";
    }
}
