package io.settee.process;

import io.settee.control.Signal;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Pid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a process is to be started, for one {@link #start}. What is asked for here holds before its body runs: nobody can see the process without its
 * name, its links and its monitors.
 */
public final class ProcessStart {
    /** A peer's SPAWN_REQUEST, and what of it is to be done. */
    private record Request(Signal.SpawnRequest signal, boolean link, boolean monitor, Route via) {}

    private final Node node;
    private @Nullable String name;
    private @Nullable Bound bound;
    private @Nullable Mailbox parent;
    private @Nullable Pid groupLeader;
    private @Nullable Request request;

    private ProcessStart(Node node) {
        this.node = node;
    }

    /** A process on this node, without a name, link or bound; {@code ErlangNode.spawn} is the usual way to one. */
    public static ProcessStart on(Node node) {
        return new ProcessStart(node);
    }

    /** A process on the node of this one, and linked to it. */
    public static ProcessStart linked(Mailbox parent) {
        return on(parent.node()).linkedTo(parent);
    }

    /** Where it is to run. */
    public Node node() {
        return node;
    }

    /** It has a registered name. */
    public ProcessStart named(String name) {
        this.name = name;
        return this;
    }

    /** Only so many messages may wait for it. */
    public ProcessStart bounded(Bound bound) {
        this.bound = bound;
        return this;
    }

    /** It is linked to another process of this node, and has its group leader if no other is asked for: {@code spawn_link/1}. */
    public ProcessStart linkedTo(Mailbox parent) {
        this.parent = parent;
        return this;
    }

    /** Where its output goes. */
    public ProcessStart groupLeader(Pid leader) {
        this.groupLeader = leader;
        return this;
    }

    /**
     * A peer has asked for it: the peer is told its pid before it sees anything else of it, and has the group leader that the request names.
     *
     * @param link whether it is linked to the one who asks
     * @param monitor whether that one monitors it, by the reference of the request
     * @param via the way the request came
     */
    public ProcessStart askedBy(Signal.SpawnRequest request, boolean link, boolean monitor, Route via) {
        this.request = new Request(request, link, monitor, via);
        return this;
    }

    /** Its registered name, if it is to have one. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** The process that wants the new one and is linked to it, if there is one. */
    public Optional<Pid> parent() {
        if (parent != null) return Optional.of(parent.self());
        return request != null && request.link ? Optional.of(request.signal.from()) : Optional.empty();
    }

    /**
     * Starts it. Never waits, so an event loop may call it.
     *
     * @throws NameTakenException if its name is taken
     */
    public JavaProcess start(ProcessBody body) {
        Mailbox mailbox = new Mailbox(node, bound);
        LocalProcess process = mailbox.process();
        try {
            if (name != null) mailbox.register(name);
            process.groupLeader(inheritedLeader());
            if (parent != null) process.linkHere(parent.self());
            if (request != null) process.spawned(request.signal, request.link, request.monitor, request.via);
        } catch (RuntimeException e) {
            mailbox.close();
            throw e;
        }
        return JavaProcess.start(mailbox, process, body);
    }

    private @Nullable Pid inheritedLeader() {
        if (groupLeader != null) return groupLeader;
        if (request != null) return request.signal.groupLeader();
        return parent == null ? null : parent.process().groupLeader();
    }
}
