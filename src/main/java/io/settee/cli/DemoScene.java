package io.settee.cli;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.node.Subscription;
import io.settee.process.Mailbox;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the demo shows, once the nodes are there: join, look, talk, lose one, have it back. */
final class DemoScene {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern ANSWER = Pattern.of("{Node, Message}");

    private final PrintWriter out;
    private final DemoCluster cluster;
    private final ErlangNode node;
    private final LinkedBlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();

    DemoScene(PrintWriter out, DemoCluster cluster, ErlangNode node) {
        this.out = out;
        this.cluster = cluster;
        this.node = node;
    }

    void play() throws InterruptedException {
        try (Subscription subscription = node.onEvent(events::add);
                Mailbox box = node.mailbox("demo")) {
            join();
            look();
            talk(box);
            loseAndRegain(box);
        }
    }

    private void title(String text) {
        out.println();
        out.println(text);
        out.println("-".repeat(text.length()));
    }

    private void join() throws InterruptedException {
        title("A Java node joins: " + node.name() + ", hidden, its settings from the vm.args");
        for (int number = 1; number <= 3; number++) {
            NodeName peer = cluster.node(number);
            long start = System.nanoTime();
            if (!node.ping(peer.toString(), SOON)) throw new CommandFailure(peer + " does not answer a ping");
            out.printf("ping %s: pong after %.1f ms%n", peer, (System.nanoTime() - start) / 1e6);
        }
    }

    private void look() {
        title("Its peers: node1 and node2 over TLS, node3 over TCP by the no_tls rule");
        out.print(node.peersTable());
        title("The same seen from node1, by net_kernel:nodes_info()");
        out.println(cluster.connections(1).stripTrailing());
    }

    private void talk(Mailbox box) throws InterruptedException {
        title("Any Erlang term goes there and comes back");
        Term message = tuple(
                atom("hello"),
                integer(42),
                binary("Grüße"),
                list(atom("a"), integer(1L << 62)),
                map(atom("k"), list()));
        for (int number = 1; number <= 3; number++) {
            box.send("echo", cluster.node(number), tuple(box.self(), message));
            Match answer = received(box, ANSWER, "the echo of node" + number);
            out.println("to " + cluster.node(number) + "   " + message);
            out.println("from " + answer.get("Node") + " " + answer.get("Message"));
        }
    }

    private void loseAndRegain(Mailbox box) throws InterruptedException {
        NodeName second = cluster.node(2);
        title("It monitors the process echo on node2; node2 is killed");
        Ref monitor = box.monitor("echo", second);
        long killed = System.nanoTime();
        cluster.kill(2);
        Match down =
                received(box, Pattern.of("{'DOWN', Ref, process, _, Reason}").with("Ref", monitor), "the DOWN");
        out.printf("%.0f ms later the mailbox receives%n  %s%n", (System.nanoTime() - killed) / 1e6, down.term());
        NodeEvent.PeerDown lost = event(NodeEvent.PeerDown.class);
        out.println("and the node tells: " + lost.peer().node() + " is down: " + lost.reason());

        title("node2 comes back");
        events.clear();
        cluster.restart(2);
        if (!node.ping(second.toString(), SOON)) throw new CommandFailure(second + " does not answer a ping");
        NodeEvent.PeerUp back = event(NodeEvent.PeerUp.class);
        out.println("the node tells: " + back.peer().node() + " is up over "
                + back.peer().carrier());
        box.send("echo", second, tuple(box.self(), atom("again")));
        out.println("from " + received(box, ANSWER, "the echo of node2").get("Node") + " again");
        out.print(node.peersTable());
    }

    private static Match received(Mailbox box, Pattern pattern, String what) throws InterruptedException {
        return box.receive(pattern, SOON)
                .orElseThrow(() -> new CommandFailure(what + " did not arrive within " + SOON.toSeconds() + " s"));
    }

    private <E extends NodeEvent> E event(Class<E> kind) throws InterruptedException {
        while (true) {
            NodeEvent next = events.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (next == null)
                throw new CommandFailure("no " + kind.getSimpleName() + " was told within " + SOON.toSeconds() + " s");
            if (kind.isInstance(next)) return kind.cast(next);
        }
    }
}
