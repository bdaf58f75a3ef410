package io.settee.node;

import io.settee.control.Signal;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Who lives on a node, under the name that it has now: by pid, by registered name, and by reference for aliases and monitors of names. Any thread.
 *
 * <p>While a node waits for a peer to give it a name nobody lives there: what asks or adds throws {@link IllegalStateException}, and what takes away
 * does nothing.
 */
public final class Residents {
    private final Naming naming;
    private final BooleanSupplier closed;

    /** @param closed whether the node is */
    Residents(Naming naming, BooleanSupplier closed) {
        this.naming = naming;
        this.closed = closed;
    }

    /**
     * From now on signals for its pid reach it.
     *
     * @throws IllegalStateException if the node is closed, or has lost the name under which the pid was made
     */
    public void add(Recipient recipient) {
        Registry here = naming.now().registry();
        here.add(recipient);
        // Asked only now: those who are here when the node or its name ends are told, and this one has come too late
        // for that.
        Incarnation now = naming.ifAny();
        if (!closed.getAsBoolean() && now != null && now.registry() == here) return;
        here.remove(recipient);
        throw new IllegalStateException(closed.getAsBoolean() ? "the node is closed" : "the node has lost its name");
    }

    /** Forgets a recipient; its names are to be unregistered first. */
    public void remove(Recipient recipient) {
        Incarnation known = naming.ifAny();
        if (known != null) known.registry().remove(recipient);
    }

    /** Gives a name to a recipient. False if the name is taken. */
    public boolean register(String name, Recipient recipient) {
        return naming.now().registry().register(name, recipient);
    }

    /** Takes a name from a recipient. False if it was not its. */
    public boolean unregister(String name, Recipient recipient) {
        Incarnation known = naming.ifAny();
        return known != null && known.registry().unregister(name, recipient);
    }

    /** The pid behind a name. */
    public Optional<Pid> whereis(String name) {
        return naming.now().registry().find(name).map(Recipient::self);
    }

    /**
     * Gives a message to whoever is registered by the name that it is for, as if it had come that way itself; on the thread that it came on. False if
     * nobody is.
     */
    public boolean pass(Signal.SendNamed message, Route via) {
        Incarnation us = naming.now();
        if (us.registry().find(message.to().name()).isEmpty()) return false;
        us.router().route(message, via);
        return true;
    }

    /** The pids of all who are on this node. */
    public List<Pid> pids() {
        var pids = new ArrayList<Pid>();
        naming.now().registry().all().forEach(recipient -> pids.add(recipient.self()));
        return pids;
    }

    /** All registered names, sorted. */
    public Set<String> registered() {
        return naming.now().registry().names();
    }

    /** How many messages reached nobody: came for a pid, name or alias that does not exist, or were for such of a peer's, as we know. */
    public long dropped() {
        Incarnation known = naming.ifAny();
        return known == null ? 0 : known.router().dropped();
    }

    /** How many signals were ignored because no node may send them: of an unknown kind, or in the name of somebody of another node. */
    public long ignored() {
        Incarnation known = naming.ifAny();
        return known == null ? 0 : known.router().ignored();
    }

    /** Counts a signal that its recipient has no use for any more. */
    public void drop(Signal signal) {
        Incarnation known = naming.ifAny();
        if (known != null) known.router().drop(signal);
    }

    /** From now on an alias, or the end of a monitor with this reference, reaches this recipient. */
    public void add(Ref reference, Recipient recipient) {
        naming.now().router().add(reference, recipient);
    }

    /** Undoes {@link #add(Ref, Recipient)}. */
    public void remove(Ref reference) {
        Incarnation known = naming.ifAny();
        if (known != null) known.router().remove(reference);
    }

    /** Whether a pid belongs to this incarnation of this node. */
    public boolean isOurs(Pid pid) {
        return naming.now().identifiers().isOurs(pid);
    }
}
