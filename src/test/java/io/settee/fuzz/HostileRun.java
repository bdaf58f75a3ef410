package io.settee.fuzz;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.Registration;
import io.settee.error.SetteeException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.term.Term;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A live node under attack, in a JVM with a small heap: by those who dial it, with damaged handshakes, noise, and damaged packets behind a proper handshake; and
 * by one whom it dials. Meanwhile a real {@code erl} talks with it and must notice nothing.
 *
 * <p>Arguments: {@code [--seconds N] [--seed N]}. Ends with status 1 if the node was harmed.
 */
public final class HostileRun {
    private static final String COOKIE = "hostile";
    private static final NodeName VICTIM = NodeName.of("victim@127.0.0.1");
    private static final NodeName DIALLED = NodeName.of("dialled@127.0.0.1");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int ATTACKERS = 3;
    private static final long MOST_HEAP = 48L << 20;
    private static final int MOST_THREADS = 60;

    private final Duration time;
    private volatile long deadline;
    private final SplittableRandom random;
    private final AtomicLong attacks = new AtomicLong();
    private final AtomicLong dials = new AtomicLong();
    private final AtomicLong echoes = new AtomicLong();

    private HostileRun(int seconds, long seed) {
        time = Duration.ofSeconds(seconds);
        random = new SplittableRandom(seed);
    }

    public static void main(String[] args) throws Exception {
        int seconds = 30;
        long seed = System.nanoTime();
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--seconds" -> seconds = Integer.parseInt(args[i + 1]);
                case "--seed" -> seed = Long.parseLong(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown: " + args[i]);
            }
        }
        System.out.println("seed " + seed);
        var run = new HostileRun(seconds, seed);
        run.run();
        System.out.println("Done " + run.attacks + " runs in " + seconds + " seconds, " + run.dials
                + " hostile answers to our dialling, " + run.echoes + " echoes from a peer that noticed nothing");
        // Netty's event loops would live on for a while.
        System.exit(0);
    }

    private void run() throws Exception {
        Path dir = Files.createTempDirectory("settee-hostile");
        try (ErlCluster cluster = new ErlCluster();
                ErlangNode node = victim(dir, cluster.epmdPort())) {
            ErlNode steady = cluster.node("steady").cookie(COOKIE).start();
            steady.eval(
                    "register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end)), ok");
            attack(node, steady.name(), cluster.epmdPort());
        } finally {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    /** Listens for both carriers at one port, so that the attackers meet them both. */
    private static ErlangNode victim(Path dir, int epmdPort) throws InterruptedException {
        CertificateFolder certificates =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        return ErlangNode.named(VICTIM.toString())
                .cookie(COOKIE)
                .epmdPort(epmdPort)
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .setupTime(Duration.ofSeconds(1))
                .carriers(
                        Carriers.couch(OptionFile.read(certificates.optionFile()), CouchPolicy.noTls(List.of("true"))))
                .start();
    }

    private void attack(ErlangNode node, NodeName steady, int epmdPort) throws Exception {
        var lost = new LinkedBlockingQueue<NodeEvent.PeerDown>();
        node.onEvent(event -> {
            if (event instanceof NodeEvent.PeerDown down && down.peer().node().equals(steady)) lost.add(down);
        });
        var epmd = new EpmdClient(epmdPort, LIMIT);
        int port = epmd.lookup(InetAddress.getLoopbackAddress(), VICTIM.name()).port();
        try (var peer = new HostilePeer(random.split());
                Registration registered = epmd.register(DIALLED, peer.port(), false);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            deadline = System.nanoTime() + time.toNanos();
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < ATTACKERS; i++) tasks.add(threads.submit(attacker(i, random.split(), port)));
            tasks.add(threads.submit(() -> dial(node)));
            tasks.add(threads.submit(() -> talk(node, steady)));
            Future<?> swallowing = threads.submit(() -> swallow(node));
            try {
                for (Future<?> task : tasks) task.get();
            } finally {
                swallowing.cancel(true);
            }
        }
        judge(node, steady, lost);
    }

    /** Asked after each turn, not before: where the machine has no time for it the deadline may be over before the first. */
    private boolean goesOn() {
        return System.nanoTime() < deadline;
    }

    private Callable<?> attacker(int number, SplittableRandom own, int port) {
        return () -> {
            NodeName self = NodeName.of("attacker" + number + "@127.0.0.1");
            try (var attacker = new Attacker(own, port, self, VICTIM, Cookie.of(COOKIE))) {
                do {
                    attacker.attack();
                    attacks.incrementAndGet();
                } while (goesOn());
            }
            return null;
        };
    }

    private Void dial(ErlangNode node) throws InterruptedException {
        do {
            try {
                node.connect(DIALLED.toString());
                node.disconnect(DIALLED.toString());
            } catch (SetteeException refused) {
                FuzzTarget.sentence(refused);
            }
            dials.incrementAndGet();
        } while (goesOn());
        return null;
    }

    private Void talk(ErlangNode node, NodeName steady) throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            do {
                Term number = integer(echoes.get());
                box.send("echo", steady, tuple(box.self(), number));
                Optional<Term> answer = box.receive(LIMIT);
                if (!answer.equals(Optional.of(tuple(atom("echo"), number)))) {
                    throw new AssertionError("asked for an echo of " + number + ", got " + answer);
                }
                echoes.incrementAndGet();
            } while (goesOn());
        }
        return null;
    }

    /** Who is found by the name that the attackers write to. */
    private static Void swallow(ErlangNode node) throws InterruptedException {
        try (Mailbox rex = node.mailbox("rex")) {
            while (true) rex.receive();
        }
    }

    private void judge(ErlangNode node, NodeName steady, BlockingQueue<NodeEvent.PeerDown> lost)
            throws InterruptedException {
        long patience = System.nanoTime() + LIMIT.toNanos();
        while (node.peers().size() > 1 && System.nanoTime() < patience) Thread.sleep(20);
        List<NodeName> left = node.peers().stream().map(PeerInfo::node).toList();
        // A peer leaves the list before its loss is told.
        NodeEvent.PeerDown loss = left.contains(steady) ? lost.poll() : lost.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (loss != null) throw new AssertionError("the steady peer was lost: " + loss);
        if (!left.equals(List.of(steady))) throw new AssertionError("still connected, or no longer: " + left);
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        if (heap > MOST_HEAP) throw new AssertionError(heap + " bytes of heap are left in use");
        int alive = ManagementFactory.getThreadMXBean().getThreadCount();
        if (alive > MOST_THREADS) throw new AssertionError(alive + " threads are left");
    }
}
