package io.settee.faults;

import io.settee.ErlangNode;
import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.error.SetteeException;
import io.settee.faults.FaultPlan.Step;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * The run itself, on the host of our node. Every second peer speaks TLS, the others TCP; releases take turns. Ends with status 1 if
 * something happened that must not.
 *
 * <p>Arguments: {@code SECONDS SEED PEERS FOLDER US PEERS_HOST}, the last two naming the {@link Hosts}.
 */
public final class FaultWorker {
    private static final String COOKIE = "faults";
    private static final Duration TICK = Duration.ofSeconds(4);
    private static final Duration SETUP = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final int MORE_MESSAGES = 50;

    private final Duration time;
    private final long seed;
    private final Path folder;
    private final Hosts hosts;
    private final ErlCluster cluster = new ErlCluster();
    private final CertificateFolder certificates;
    private final ErlangNode node;
    private final List<Peer> peers;
    private final Map<String, LongAdder> reports = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final long start = System.nanoTime();

    /** A node that starts needs EPMD, as it is there that its name is known; so EPMD is away only while none starts. */
    private final ReentrantReadWriteLock epmd = new ReentrantReadWriteLock();

    private volatile boolean over;

    private FaultWorker(int seconds, long seed, int count, Path folder, Hosts hosts) throws InterruptedException {
        time = Duration.ofSeconds(seconds);
        this.seed = seed;
        this.folder = folder;
        this.hosts = hosts;
        var addresses = new ArrayList<>(List.of(Hosts.ourAddress()));
        for (int peer = 1; peer <= count; peer++) addresses.add(Hosts.peerAddress(peer));
        certificates =
                CertificateMaker.writeCluster(folder.resolve("certs"), addresses, CertificateMaker.Options.DEFAULT);
        node = ErlangNode.named("j@" + Hosts.ourAddress())
                .cookie(COOKIE)
                .epmdPort(cluster.epmdPort())
                .embeddedEpmd(true)
                .tickTime(TICK)
                .setupTime(SETUP)
                .carriers(Carriers.couch(
                        OptionFile.read(certificates.optionFile()), CouchPolicy.noTls(List.of("tcp*@*"))))
                .start();
        peers = IntStream.rangeClosed(1, count)
                .mapToObj(number -> new Peer(number, nameOf(number), node, () -> !over))
                .toList();
    }

    public static void main(String[] args) throws Exception {
        HostWorker.endWithWhoeverStartedUs();
        var worker = new FaultWorker(
                Integer.parseInt(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                Path.of(args[3]),
                new Hosts(args[4], args[5]));
        System.exit(worker.run() ? 0 : 1);
    }

    private static boolean isTls(int number) {
        return number % 2 == 0;
    }

    private static NodeName nameOf(int number) {
        return new NodeName((isTls(number) ? "tls" : "tcp") + number, Hosts.peerAddress(number));
    }

    private boolean run() throws Exception {
        node.onEvent(this::heard);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (Peer peer : peers) {
                tasks.addAll(List.of(
                        threads.submit(peer::send),
                        threads.submit(peer::receive),
                        threads.submit(peer::monitor),
                        threads.submit(peer::link)));
            }
            FaultPlan plan = FaultPlan.of(seed, time, peers.size());
            try {
                carryOut(plan, threads);
                becomeCalm();
            } finally {
                over = true;
            }
            for (Peer peer : peers) node.disconnect(peer.name().toString());
            for (Future<?> task : tasks) task.get();
            return judge(plan);
        } finally {
            node.close();
            cluster.close();
        }
    }

    private void carryOut(FaultPlan plan, ExecutorService threads) throws Exception {
        var fates = new ArrayList<Future<?>>();
        for (Peer peer : peers) {
            List<Step> steps = plan.steps().stream()
                    .filter(step -> step.peer() == peer.number())
                    .toList();
            fates.add(threads.submit(() -> suffer(peer, steps)));
        }
        for (Future<?> fate : fates) fate.get();
    }

    /** One thing after the other, on a slow machine later than planned. */
    private Void suffer(Peer peer, List<Step> steps) throws Exception {
        for (Step step : steps) {
            sleepUntil(step.at());
            System.out.println(step);
            carryOut(peer, step);
        }
        return null;
    }

    private void sleepUntil(Duration at) throws InterruptedException {
        long nanos = start + at.toNanos() - System.nanoTime();
        if (nanos > 0) Thread.sleep(Duration.ofNanos(nanos));
    }

    private void heard(NodeEvent event) {
        switch (event) {
            case NodeEvent.PeerDown(var info, var reason) -> {
                count(reason.kind().atom());
                peer(info.node()).ifPresent(peer -> peer.lost(info.upSince().orElseThrow()));
            }
            case NodeEvent.Refused refused -> {
                count("did not come in");
                refused.claimed().flatMap(this::peer).ifPresent(Peer::reported);
            }
            default -> {}
        }
    }

    private void count(String what) {
        reports.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    private Optional<Peer> peer(NodeName name) {
        return peers.stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    private void carryOut(Peer peer, Step step) throws Exception {
        switch (step.fault()) {
            case START -> start(peer);
            case FIN -> {
                if (step.at().toMillis() % 2 == 0) node.disconnect(peer.name().toString());
                else hangUp(peer);
            }
            case RST -> hosts.reset(peer.number());
            case SILENCE -> {
                hosts.cut(peer.number());
                Thread.sleep(step.lasts());
                hosts.heal(peer.number());
            }
            case KILL -> {
                erl(peer).kill();
                peer.dies();
            }
            case LEAVE -> {
                Incarnation life = peer.life().orElseThrow();
                peer.account(life);
                peer.dies();
                life.erl().stop();
            }
            case STOP -> {
                erl(peer).pause();
                Thread.sleep(step.lasts());
                erl(peer).resume();
            }
            case DIAL -> dial(peer);
            case EPMD -> {
                epmd.writeLock().lock();
                try {
                    cluster.epmd().kill();
                    Thread.sleep(step.lasts());
                    cluster.epmd().restart();
                } finally {
                    epmd.writeLock().unlock();
                }
            }
        }
    }

    private static ErlNode erl(Peer peer) {
        return peer.life().orElseThrow().erl();
    }

    private void hangUp(Peer peer) {
        erl(peer).eval("erlang:disconnect_node('" + node.name() + "')");
    }

    /** Both dial at once; that one of the two may fail is not reported as a fault by itself. */
    private void dial(Peer peer) throws InterruptedException {
        hangUp(peer);
        Thread there = Thread.ofVirtual().start(() -> erl(peer).eval("net_kernel:connect_node('" + node.name() + "')"));
        try {
            node.connect(peer.name().toString());
        } catch (SetteeException e) {
            peer.reported();
        }
        there.join();
    }

    private void start(Peer peer) throws IOException {
        List<Integer> releases = ErlReleases.current();
        int release = releases.get(peer.number() % releases.size());
        Path code = Files.createDirectories(folder.resolve("code-" + release));
        String address = peer.name().host();
        ErlNodeBuilder builder = cluster.node(peer.name().name())
                .host(address)
                .release(release)
                .cookie(COOKIE)
                .args("-pa", code.toString(), "-connect_all", "false")
                .listenOn(address)
                .args("-kernel", "net_ticktime", Long.toString(TICK.toSeconds()))
                .args("-kernel", "net_setuptime", Long.toString(SETUP.toSeconds()));
        if (isTls(peer.number())) builder.tls(certificates.optionFile());
        ErlNode erl = started(builder);
        peer.lives(erl);
        erl.eval(
                "case code:ensure_loaded(fault_peer) of {module, _} -> ok; _ -> {ok, fault_peer, Code} = compile:file(\""
                        + Path.of("src/test/resources/erl/fault_peer.erl").toAbsolutePath()
                        + "\", [binary]), {module, _} = code:load_binary(fault_peer, \"fault_peer\", Code) end, fault_peer:start('"
                        + node.name() + "', " + peer.sinkHere() + ", " + peer.targetHere() + ", "
                        + peer.life().orElseThrow().number() + ")");
        peer.listens();
    }

    private ErlNode started(ErlNodeBuilder builder) {
        epmd.readLock().lock();
        try {
            return builder.start();
        } finally {
            epmd.readLock().unlock();
        }
    }

    /** All faults are undone: now everybody who is there must be heard, and hear. */
    private void becomeCalm() throws InterruptedException {
        long deadline = System.nanoTime() + CALM.toNanos();
        for (Peer peer : peers) {
            if (peer.life().isEmpty()) continue;
            Incarnation life = peer.life().get();
            peer.account(life);
            long in = life.in().received();
            long out = life.out().received();
            while (life.in().received() < in + MORE_MESSAGES || life.out().received() < out + MORE_MESSAGES) {
                if (System.nanoTime() > deadline) {
                    complaints.add(peer.name() + " hangs: " + (life.in().received() - in) + " messages came in, and "
                            + (life.out().received() - out) + " came there, since all faults were undone");
                    break;
                }
                Thread.sleep(100);
                peer.account(life);
            }
        }
    }

    private boolean judge(FaultPlan plan) {
        for (Peer peer : peers) complaints.addAll(peer.complaints());
        var faults = new EnumMap<Fault, Integer>(Fault.class);
        plan.steps().forEach(step -> faults.merge(step.fault(), 1, Integer::sum));
        List<Incarnation> lives =
                peers.stream().flatMap(peer -> peer.incarnations().stream()).toList();
        System.out.printf(
                """
                faults       %s
                reported     %s
                to peers     %,d came, %,d lost at the end of a connection, %,d refused to the sender
                from peers   %,d came, %,d lost at the end of a connection
                watches      %,d links and monitors fired, each once
                seed         %d
                """,
                faults,
                new TreeMap<>(reports),
                sum(lives, life -> life.out().received()),
                sum(lives, life -> life.out().lost()),
                sum(lives, life -> life.out().refusals()),
                sum(lives, life -> life.in().received()),
                sum(lives, life -> life.in().lost()),
                peers.stream().mapToLong(Peer::fired).sum(),
                seed);
        complaints.forEach(complaint -> System.out.println("WRONG: " + complaint));
        return complaints.isEmpty();
    }

    private static long sum(List<Incarnation> lives, java.util.function.ToLongFunction<Incarnation> figure) {
        return lives.stream().mapToLong(figure).sum();
    }
}
