package io.settee.cluster;

import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.Subscription;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A global name of a mailbox, until it is unregistered or the mailbox ends.
 *
 * <p>Each member monitors the mailbox and has the name as long as it is connected to this node; when the mailbox dies, the name is gone everywhere. A
 * member that had lost us and comes back, or is new, is asked whether it has the name, and is given it if not.
 *
 * <p>The limits: this node is no party to {@code global}'s lock. A member that cannot reach us (it connects by itself to monitor the mailbox)
 * forgets the name, and until it is connected again lets others take it there; the one that registered last then has it on all nodes, and nobody
 * tells us. That is seen when a member connects the next time: then this name is {@linkplain #isHeld() not held} any more, and the mailbox lives on.
 * So connect to every member, {@code ErlangNodeBuilder.mesh}, if the name matters.
 *
 * <p>When the members themselves were parted and both halves have given the name away, {@code global} leaves it to one of the two processes and ends
 * the other with {@code kill}, the mailbox as any process of a BEAM: the one whose node has the greater name.
 * It asks for that by a call to this node; members that {@code Exports.allow} leaves out are refused it, and then the other process has the name.
 *
 * <p>{@code global:register_name_external/2}, made for nodes without {@code global}, is not used: it links one member's name server to the process, and the exit
 * signal of that member's end would end the mailbox.
 *
 * <p>Any thread. Source: OTP {@code global.erl}, {@code insert_global_name/6} and {@code handle_info({'DOWN', …})}
 * and {@code random_exit_name/3}.
 */
public final class GlobalName {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.cluster");
    static final Atom YES = new Atom("yes");
    /** Who keeps a name that two have; by its name, since the closure that is taken otherwise means nothing to another release. */
    static final Fun RESOLVE = new Fun.External(new Atom("global"), new Atom("random_exit_name"), 3);

    private final Members members;
    private final Term name;
    private final Mailbox mailbox;
    private final Pid pid;
    private volatile boolean held = true;
    private volatile Subscription events = () -> {};

    private GlobalName(Members members, Term name, Mailbox mailbox) {
        this.members = members;
        this.name = name;
        this.mailbox = mailbox;
        this.pid = mailbox.self();
    }

    static GlobalName keep(Node node, Members members, Term name, Mailbox mailbox) {
        var kept = new GlobalName(members, name, mailbox);
        kept.events = node.onEvent(kept::event);
        // Its end may have been told to nobody yet, or to us before we knew what to close.
        if (!kept.held || !mailbox.isAlive()) kept.drop();
        return kept;
    }

    public Term name() {
        return name;
    }

    /** Whether the mailbox has the name, as far as is known here. Once false it stays so. */
    public boolean isHeld() {
        return held;
    }

    private void event(NodeEvent event) {
        // Not by the event of its end alone, which may be among those that were missed.
        if (!mailbox.isAlive()) {
            drop();
            return;
        }
        switch (event) {
            case NodeEvent.PeerUp(var peer) when members.isMember(peer) -> giveTo(peer.node());
            case NodeEvent.Missed missed -> members.connected().forEach(this::giveTo);
            default -> {}
        }
    }

    /** On the thread of the subscription, so one member after the other. */
    private void giveTo(NodeName member) {
        if (!held) return;
        try {
            Optional<Term> there = members.ask(member, "global", "whereis_name", name);
            if (there.isPresent() && there.get().equals(Atom.UNDEFINED)) {
                members.ask(member, "global", "register_name", name, pid, RESOLVE);
                // It may have been given up meanwhile, and this member asked before it had the name.
                if (!held) {
                    takeFrom(member);
                    return;
                }
                // Somebody else may have been faster.
                there = members.ask(member, "global", "whereis_name", name);
            }
            if (there.isEmpty() || there.get().equals(pid) || there.get().equals(Atom.UNDEFINED)) return;
            if (isOursOnOneOtherThan(member)) {
                // These members have not met yet. When they do, the loser is ended, and if that is the mailbox we hear
                // of it.
                LOG.debug("{}: the global name {} of {} is that of {} as well", member, name, pid, there.get());
                return;
            }
            LOG.warn("{}: the global name {} of {} is now that of {}", member, name, pid, there.get());
            drop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOursOnOneOtherThan(NodeName member) throws InterruptedException {
        for (NodeName other : members.connected()) {
            if (!other.equals(member) && hasOurs(other)) return true;
        }
        return false;
    }

    private void drop() {
        held = false;
        events.close();
    }

    /** Gives the name up everywhere, {@code global:unregister_name/1} on a member of each part of the cluster. May be repeated. */
    public void unregister() throws InterruptedException {
        drop();
        for (NodeName member : members.connected()) takeFrom(member);
    }

    /** And from all whom that member knows; those who have not met it would bring the name back. */
    private void takeFrom(NodeName member) throws InterruptedException {
        if (hasOurs(member)) members.ask(member, "global", "unregister_name", name);
    }

    private boolean hasOurs(NodeName member) throws InterruptedException {
        return members.ask(member, "global", "whereis_name", name).equals(Optional.of(pid));
    }

    @Override
    public String toString() {
        return "global name " + name + " of " + pid;
    }
}
