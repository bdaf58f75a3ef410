package io.settee.audit;

import io.settee.ErlangNode;
import io.settee.call.CallException;
import io.settee.call.NoConnectionException;
import io.settee.call.RemoteErrorException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.PeerInfo;
import io.settee.process.FunctionCall;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.Terms;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Goes from one node of a cluster to all that it knows, hidden ones as well, and on from there.
 *
 * <p>Each node is asked once, with one call; those that are known at the same time are asked at the same time. A node that we cannot dial is
 * asked by way of a member. The connections stay until the node that asks is closed. Not for several threads.
 */
public final class Surveyor {
    /** How many are asked at the same time. */
    private static final int AT_ONCE = 64;

    private static final int SALT_BYTES = 16;

    /** Members by way of which a node is asked. */
    private static final int LONGEST_WAY = 4;

    /** What {@code erpc:call/5} says of a node that does not answer; all else has an answer of its. */
    private static final Set<Term> NOT_REACHED =
            Set.of(Term.parse("{erpc, noconnection}"), Term.parse("{erpc, timeout}"));

    /**
     * What a survey may take.
     *
     * @param perNode for the answer of one node, once connected
     * @param nodes how many nodes there may be; more are left out
     */
    public record Limits(Duration perNode, int nodes) {
        /** A constant for those who print it, as options do. */
        public static final int DEFAULT_SECONDS = 5;

        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(DEFAULT_SECONDS), 500);
    }

    /** Looks closer at a node that neither we nor a member could reach. */
    @FunctionalInterface
    public interface Diagnosis {
        /** No closer look. */
        Diagnosis NONE = (node, why) -> new Reach.Unreachable(why, "");

        /**
         * What is the matter; called on a thread that may wait.
         *
         * @param why what our own dial has failed with
         */
        Reach.Unreachable of(NodeName node, String why) throws InterruptedException;
    }

    private final ErlangNode us;
    private final Limits limits;
    private final Diagnosis diagnosis;
    private final FunctionCall question;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** @param us a node of ours; it is no part of the survey, however its peers see it */
    public Surveyor(ErlangNode us, Limits limits, Diagnosis diagnosis) {
        this.us = us;
        this.limits = limits;
        this.diagnosis = diagnosis;
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        this.question = NodeAnswer.question(
                Binary.copyOf(salt), limits.nodes(), limits.perNode().dividedBy(2));
    }

    /**
     * Asks one node, and nobody that it knows.
     *
     * @throws SetteeException if it cannot be reached
     */
    public Survey one(NodeName node) throws InterruptedException {
        us.connect(node.toString());
        return survey(node, List.of(ask(node, List.of())), true);
    }

    /**
     * Asks all of the cluster.
     *
     * @param first where to begin
     * @param more nodes that should be there, whether or not the cluster knows them
     * @throws SetteeException if the first one cannot be reached
     */
    public Survey all(NodeName first, Collection<NodeName> more) throws InterruptedException {
        us.connect(first.toString());
        NodeName self = us.name();
        var found = new LinkedHashMap<NodeName, SurveyedNode>();
        // Each with the members by way of which it can be asked: we can dial the first one, the last one is connected
        // to it.
        Map<NodeName, List<NodeName>> next = new LinkedHashMap<>();
        next.put(first, List.of());
        for (NodeName node : more) next.putIfAbsent(node, List.of());
        boolean complete = true;
        while (!next.isEmpty()) {
            List<SurveyedNode> answers = ask(next);
            for (SurveyedNode node : answers) found.put(node.name(), node);
            Map<NodeName, List<NodeName>> seen = new LinkedHashMap<>();
            for (SurveyedNode node : answers) {
                List<NodeName> way = wayBy(node, next.getOrDefault(node.name(), List.of()));
                node.facts().ifPresent(facts -> facts.sights().forEach(sight -> seen.putIfAbsent(sight.peer(), way)));
            }
            // Behind those that are connected: for these there is no other way than to dial them.
            for (SurveyedNode node : answers) {
                node.facts().ifPresent(facts -> facts.members().forEach(member -> seen.putIfAbsent(member, List.of())));
            }
            seen.keySet().removeAll(found.keySet());
            seen.remove(self);
            complete &= shorten(seen, limits.nodes() - found.size());
            next = seen;
        }
        return survey(first, found.values(), complete);
    }

    /** The way to those that a node is connected to. */
    private static List<NodeName> wayBy(SurveyedNode node, List<NodeName> wayToIt) {
        if (!(node.reach() instanceof Reach.Through)) return List.of(node.name());
        var way = new ArrayList<>(wayToIt);
        way.add(node.name());
        return way.size() <= LONGEST_WAY ? List.copyOf(way) : List.of();
    }

    /** Leaves only so many, and tells whether that is all of them. */
    private static boolean shorten(Map<NodeName, ?> nodes, int most) {
        List<NodeName> rest = nodes.keySet().stream().skip(most).toList();
        rest.forEach(nodes::remove);
        return rest.isEmpty();
    }

    private List<SurveyedNode> ask(Map<NodeName, List<NodeName>> nodes) throws InterruptedException {
        var questions = new ArrayList<Callable<SurveyedNode>>();
        nodes.forEach((node, way) -> questions.add(() -> ask(node, way)));
        var answers = new ArrayList<SurveyedNode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<SurveyedNode> answer : threads.invokeAll(questions)) answers.add(answer.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking a node fails with an answer only", e);
        }
        return answers;
    }

    private SurveyedNode ask(NodeName node, List<NodeName> way) throws InterruptedException {
        turns.acquire();
        try {
            return askNow(node, way);
        } finally {
            turns.release();
        }
    }

    private SurveyedNode askNow(NodeName node, List<NodeName> way) throws InterruptedException {
        try {
            us.connect(node.toString());
        } catch (SetteeException e) {
            String why = line(e);
            return way.isEmpty()
                    ? new SurveyedNode(node, diagnosis.of(node, why), Optional.empty())
                    : askThrough(way, node, why, diagnosis);
        } catch (IllegalArgumentException e) {
            // Its name is a short one and ours is long, or the other way round, which is all that there is to say.
            String why = line(e);
            return way.isEmpty()
                    ? new SurveyedNode(node, new Reach.Unreachable(why, ""), Optional.empty())
                    : askThrough(way, node, why, Diagnosis.NONE);
        }
        try {
            Optional<NodeFacts> facts = NodeAnswer.read(
                    us.rpc(node.toString()).within(limits.perNode()).call(question));
            return facts.isPresent()
                    ? new SurveyedNode(node, dialled(node), facts)
                    : silent(node, "it has answered something else than it was asked");
        } catch (NoConnectionException e) {
            return new SurveyedNode(node, new Reach.Unreachable(line(e), ""), Optional.empty());
        } catch (CallException e) {
            return silent(node, line(e));
        }
    }

    /** What there is to say in one line: of what the peer has raised, no stack trace. */
    private static String line(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .limit(2)
                .map(String::strip)
                .collect(Collectors.joining(": "));
    }

    private static SurveyedNode silent(NodeName node, String why) {
        return new SurveyedNode(node, new Reach.Silent(why), Optional.empty());
    }

    private Reach.Dialled dialled(NodeName node) {
        Optional<PeerInfo> peer =
                us.peers().stream().filter(info -> info.node().equals(node)).findFirst();
        Wire wire =
                peer.map(info -> info.tls().isPresent() ? Wire.TLS : Wire.PLAIN).orElse(Wire.UNKNOWN);
        return new Reach.Dialled(wire, peer.flatMap(PeerInfo::tls));
    }

    /** Has a member that is connected to a node ask it, which others have to ask if we cannot dial that one either. */
    private SurveyedNode askThrough(List<NodeName> way, NodeName node, String whyNotDialled, Diagnosis closer)
            throws InterruptedException {
        NodeName member = way.getLast();
        Duration limit = limits.perNode();
        FunctionCall call = by(node, question, limit);
        for (NodeName hop : way.subList(1, way.size()).reversed()) {
            // The limit of whoever is next to the node is to be the one that is hit.
            limit = limit.plusSeconds(1);
            call = by(hop, call, limit);
        }
        try {
            Optional<NodeFacts> facts = NodeAnswer.read(us.rpc(way.getFirst().toString())
                    .within(limit.plusSeconds(1))
                    .call(call));
            return facts.isPresent()
                    ? new SurveyedNode(node, new Reach.Through(member, whyNotDialled), facts)
                    : silent(node, "asked by way of " + member + ", it has answered something else");
        } catch (CallException e) {
            String answer = "asked by way of " + member + ": " + line(e);
            if (e instanceof RemoteErrorException error && !NOT_REACHED.contains(error.reason())) {
                return silent(node, answer);
            }
            Reach.Unreachable found = closer.of(node, whyNotDialled);
            return new SurveyedNode(
                    node, new Reach.Unreachable(found.why() + "; " + answer, found.todo()), Optional.empty());
        }
    }

    /** {@code erpc:call/5}, to be called on another node. */
    private static FunctionCall by(NodeName node, FunctionCall call, Duration limit) {
        return FunctionCall.of(
                "erpc",
                "call",
                Terms.atom(node.toString()),
                call.module(),
                call.function(),
                call.arguments(),
                Terms.integer(limit.toMillis()));
    }

    private Survey survey(NodeName first, Collection<SurveyedNode> nodes, boolean complete) {
        Map<NodeName, SurveyedNode> byName = new TreeMap<>();
        for (SurveyedNode node : nodes) byName.put(node.name(), node);
        // By the names of their nodes: a link is told of by both.
        Map<NodeName, Map<NodeName, Link>> links = new TreeMap<>();
        NodeName self = us.name();
        boolean all = complete;
        for (SurveyedNode node : byName.values()) {
            if (node.facts().isEmpty()) continue;
            NodeFacts facts = node.facts().get();
            all &= facts.connections() == facts.sights().size();
            for (Sight sight : facts.sights()) {
                if (!sight.peer().equals(self)) add(links, node.name(), sight);
            }
        }
        List<Link> sorted =
                links.values().stream().flatMap(row -> row.values().stream()).toList();
        return new Survey(first, Instant.now(), List.copyOf(byName.values()), sorted, all);
    }

    private static void add(Map<NodeName, Map<NodeName, Link>> links, NodeName node, Sight sight) {
        boolean isFirst = node.compareTo(sight.peer()) < 0;
        NodeName a = isFirst ? node : sight.peer();
        NodeName b = isFirst ? sight.peer() : node;
        Optional<Sight> seen = Optional.of(sight);
        links.computeIfAbsent(a, any -> new TreeMap<>())
                .merge(
                        b,
                        isFirst ? new Link(a, b, seen, Optional.empty()) : new Link(a, b, Optional.empty(), seen),
                        (one, other) -> new Link(
                                a, b, one.byA().or(other::byA), one.byB().or(other::byB)));
    }
}
