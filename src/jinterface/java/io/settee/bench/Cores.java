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
 * @param ofPeers a list for {@code taskset -c}, or empty if all share all
 * @param count how many these are
 */
record Cores(String ofPeers, int count) {
    /** As {@code test-cluster/bench} says; it has bound this process, and so all that it starts, to the others. */
    static Cores ofThisRun() {
        return new Cores(System.getProperty("settee.bench.peer.cores", ""), Integer.getInteger("settee.bench.peer.cores.count", 0));
    }

    /** Starts a peer with as many schedulers as it has cores, as {@code erl} does by itself where it sees no more. */
    ErlNode startPeer(ErlNodeBuilder builder) throws IOException, InterruptedException {
        if (ofPeers.isEmpty()) return builder.start();
        ErlNode node = builder.args("+S", count + ":" + count).start();
        Process bound = new ProcessBuilder("taskset", "-a", "-c", "-p", ofPeers, Long.toString(node.pid()))
                .redirectErrorStream(true)
                .start();
        String told = new String(bound.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (bound.waitFor() != 0) throw new IOException("taskset could not bind " + node + " to the cores " + ofPeers + ": " + told);
        return node;
    }

    @Override
    public String toString() {
        return ofPeers.isEmpty() ? "all nodes on the same cores" : "peers on the cores " + ofPeers + ", their clients on the others";
    }
}
