package io.settee.faults;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.error.SetteeException;
import io.settee.faults.Ledger.Gap;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import io.settee.testkit.ErlNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A peer that comes and goes, and the traffic with it: numbered messages both ways, links and monitors. */
final class Peer {
    private static final Duration PACE = Duration.ofMillis(4);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES_PER_TARGET = 500;
    private static final Pattern SEQ = Pattern.of("{seq, Life, N, Target, Connection}");

    private final int number;
    private final NodeName name;
    private final ErlangNode node;
    private final BooleanSupplier goesOn;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();
    private final List<Incarnation> all = new CopyOnWriteArrayList<>();
    private final Watch monitors;
    private final Watch links;
    private volatile @Nullable Incarnation life;
    private volatile @Nullable Incarnation listening;
    private volatile @Nullable Pid target;
    /** How often monitors and links fired in each of its lives, by its own account. */
    private final Map<Integer, Long> firedThere = new ConcurrentHashMap<>();

    Peer(int number, NodeName name, ErlangNode node, BooleanSupplier goesOn) {
        this.number = number;
        this.name = name;
        this.node = node;
        this.goesOn = goesOn;
        monitors = new Watch(
                "monitor of " + name,
                Pattern.of("{'DOWN', What, process, _, _}"),
                box -> life == null ? Optional.empty() : Optional.of(box.monitor("target", name)));
        links = new Watch("link to " + name, Pattern.of("{'EXIT', What, _}"), box -> {
            Pid there = target;
            if (life == null || there == null) return Optional.empty();
            box.link(there);
            return Optional.of(there);
        });
    }

    int number() {
        return number;
    }

    NodeName name() {
        return name;
    }

    /** Its present life, if it has one. */
    Optional<Incarnation> life() {
        return Optional.ofNullable(life);
    }

    String sinkHere() {
        return "sink_" + number;
    }

    String targetHere() {
        return "target_" + number;
    }

    /** It has come up and its processes are about to run. */
    void lives(ErlNode erl) {
        var incarnation = Incarnation.of(erl, all.size() + 1);
        all.add(incarnation);
        life = incarnation;
    }

    /** Its processes run: what is sent to them from now on is expected there. */
    void listens() {
        listening = life;
    }

    /** It has ended, or is about to be. */
    void dies() {
        listening = null;
        life = null;
        target = null;
    }

    /** Our node has lost this connection to it. */
    void lost(Instant connection) {
        // To all its lives: the news of the last end may come after the next beginning, and no two have a connection in
        // common.
        all.forEach(each -> each.lost(connection));
    }

    /** Our node could not reach it, or did not let it in. */
    void reported() {
        Incarnation now = life;
        if (now != null) now.reported();
    }

    private Optional<Instant> connection() {
        return node.peers().stream()
                .filter(peer -> peer.node().equals(name))
                .flatMap(peer -> peer.upSince().stream())
                .findFirst();
    }

    private boolean isStill(Incarnation then) {
        Incarnation now = life;
        return now != null && now.number() == then.number();
    }

    /** Sends to whatever incarnation there is. */
    Void send() throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            while (goesOn.getAsBoolean()) {
                Incarnation to = listening;
                if (to == null) Thread.sleep(LOOK);
                else send(box, to);
            }
        }
        return null;
    }

    private void send(Mailbox box, Incarnation to) throws InterruptedException {
        Mailbox watched = node.mailbox(targetHere());
        try {
            for (long n = 1; isStill(to) && goesOn.getAsBoolean(); n++) {
                Thread.sleep(PACE);
                Optional<Instant> before = connection();
                try {
                    box.send("sink", name, tuple(atom("seq"), integer(to.number()), integer(n), watched.self()));
                    to.out().sent(n, before, connection());
                } catch (SetteeException e) {
                    to.out().refused(n);
                    to.reported();
                }
                if (n % MESSAGES_PER_TARGET == 0) {
                    watched.close(atom("renewed"));
                    watched = node.mailbox(targetHere());
                }
            }
        } finally {
            watched.close();
        }
    }

    /** Receives from whatever incarnation there is. */
    Void receive() throws InterruptedException {
        try (Mailbox box = node.mailbox(sinkHere())) {
            while (goesOn.getAsBoolean()) {
                Optional<Match> message = box.receive(SEQ, LOOK);
                Incarnation from = life;
                if (message.isEmpty() || from == null) continue;
                Match seq = message.get();
                // The last words of an earlier life may still have been under way.
                if (number(seq.get("Life")) != from.number()) continue;
                target = seq.pid("Target");
                from.in().received(number(seq.get("N")), number(seq.get("Connection")));
            }
        }
        return null;
    }

    Void monitor() throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            monitors.run(box, goesOn, PATIENCE);
        }
        return null;
    }

    Void link() throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            box.trapExits(true);
            links.run(box, goesOn, PATIENCE);
        }
        return null;
    }

    /** Takes down what came there, by its own account, which it gives by its standard output. */
    void account(Incarnation incarnation) {
        Tuple report = (Tuple) Term.parse(incarnation.erl().eval("fault_peer:report()"));
        var sink = (Tuple) report.at(0);
        var missing = new ArrayList<Gap>();
        for (Term gap : (TermList) sink.at(2)) missing.add(new Gap(number(gap, 0), number(gap, 1)));
        var disorder = new ArrayList<String>();
        for (Term wrong : (TermList) sink.at(3)) disorder.add(number(wrong, 0) + " came after " + number(wrong, 1));
        incarnation.out().receivedThere(number(sink, 0), number(sink, 1), missing, disorder);
        firedThere.put(incarnation.number(), fired("monitors", report.at(1)) + fired("links", report.at(2)));
    }

    /** {@code {Armed, Fired, Odd}}, one of which may still be armed. */
    private long fired(String what, Term account) {
        long armed = number(account, 0);
        long fired = number(account, 1);
        if (number(account, 2) > 0)
            complaints.add(name + ": " + number(account, 2) + " " + what + " fired there that were not armed");
        if (armed - fired > 1)
            complaints.add(name + " has armed " + armed + " " + what + ", and " + fired + " have fired");
        return fired;
    }

    private static long number(Term tuple, int index) {
        return number(((Tuple) tuple).at(index));
    }

    private static long number(Term term) {
        return ((Int) term).longValue();
    }

    /** Everything that must not be, after the run. */
    List<String> complaints() {
        var found = new ArrayList<>(complaints);
        for (Incarnation incarnation : all) {
            found.addAll(incarnation.out().complaints());
            found.addAll(incarnation.in().complaints());
        }
        found.addAll(monitors.complaints());
        found.addAll(links.complaints());
        return found;
    }

    List<Incarnation> incarnations() {
        return all;
    }

    /** How many monitors and links have fired: ours, and its. */
    long fired() {
        return monitors.fired()
                + links.fired()
                + firedThere.values().stream().mapToLong(n -> n).sum();
    }
}
