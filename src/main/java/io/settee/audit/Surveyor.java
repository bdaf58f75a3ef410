package io.settee.audit;

import io.settee.ErlangNode;
import io.settee.call.CallException;
import io.settee.call.NoConnectionException;
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

    /**
     * What a survey may take.
     *
     * @param perNode for the answer of one node, once connected
     * @param nodes how many nodes there may be; more are left out
     */
    public record Limits(Duration perNode, int nodes) {
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 500);
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
        return survey(node, List.of(ask(node, Optional.empty())), true);
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
        // Each with a member that is connected to it.
        Map<NodeName, Optional<NodeName>> next = new LinkedHashMap<>();
        next.put(first, Optional.empty());
        for (NodeName node : more) next.putIfAbsent(node, Optional.empty());
        boolean complete = true;
        while (!next.isEmpty()) {
            List<SurveyedNode> answers = ask(next);
            for (SurveyedNode node : answers) found.put(node.name(), node);
            Map<NodeName, Optional<NodeName>> seen = new LinkedHashMap<>();
            for (SurveyedNode node : answers) {
                if (node.facts().isEmpty()) continue;
                NodeFacts facts = node.facts().get();
                // Those that are connected first: they can be asked by way of this one.
                for (Sight sight : facts.sights()) seen.putIfAbsent(sight.peer(), Optional.of(node.name()));
                for (NodeName member : facts.members()) seen.putIfAbsent(member, Optional.empty());
            }
            seen.keySet().removeAll(found.keySet());
            seen.remove(self);
            complete &= shorten(seen, limits.nodes() - found.size());
            next = seen;
        }
        return survey(first, found.values(), complete);
    }

    /** Leaves only so many, and tells whether that is all of them. */
    private static boolean shorten(Map<NodeName, ?> nodes, int most) {
        List<NodeName> rest = nodes.keySet().stream().skip(most).toList();
        rest.forEach(nodes::remove);
        return rest.isEmpty();
    }

    private List<SurveyedNode> ask(Map<NodeName, Optional<NodeName>> nodes) throws InterruptedException {
        var questions = new ArrayList<Callable<SurveyedNode>>();
        nodes.forEach((node, member) -> questions.add(() -> ask(node, member)));
        var answers = new ArrayList<SurveyedNode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<SurveyedNode> answer : threads.invokeAll(questions)) answers.add(answer.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking a node fails with an answer only", e);
        }
        return answers;
    }

    private SurveyedNode ask(NodeName node, Optional<NodeName> member) throws InterruptedException {
        turns.acquire();
        try {
            return askNow(node, member);
        } finally {
            turns.release();
        }
    }

    private SurveyedNode askNow(NodeName node, Optional<NodeName> member) throws InterruptedException {
        try {
            us.connect(node.toString());
        } catch (SetteeException e) {
            String why = line(e);
            return member.isPresent()
                    ? askThrough(member.get(), node, why)
                    : new SurveyedNode(node, diagnosis.of(node, why), Optional.empty());
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
    private static String line(SetteeException e) {
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

    /** Has a member that is connected to a node ask it. */
    private SurveyedNode askThrough(NodeName member, NodeName node, String whyNotDialled) throws InterruptedException {
        try {
            Term answer = us.rpc(member.toString())
                    // The member's own limit is to be the one that is hit.
                    .within(limits.perNode().plusSeconds(1))
                    .call(
                            "erpc",
                            "call",
                            Terms.atom(node.toString()),
                            question.module(),
                            question.function(),
                            question.arguments(),
                            Terms.integer(limits.perNode().toMillis()));
            Optional<NodeFacts> facts = NodeAnswer.read(answer);
            return facts.isPresent()
                    ? new SurveyedNode(node, new Reach.Through(member, whyNotDialled), facts)
                    : silent(node, whyNotDialled + "; asked by " + member + ", it has answered something else");
        } catch (CallException e) {
            Reach.Unreachable found = diagnosis.of(node, whyNotDialled);
            String why = found.why() + "; and asked by way of " + member + ": " + line(e);
            return new SurveyedNode(node, new Reach.Unreachable(why, found.todo()), Optional.empty());
        }
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
