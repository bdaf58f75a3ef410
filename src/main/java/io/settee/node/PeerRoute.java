package io.settee.node;

import io.settee.connection.CloseReason;
import io.settee.connection.Connection;
import io.settee.connection.SignalSink;
import io.settee.control.Signal;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The way to a peer over one connection. */
final class PeerRoute implements Route, SignalSink {
    /** A reader shall not sleep through the delivery of a long read, either. */
    private static final int MOST_DELIVERIES = 64;

    private final Connection connection;
    private final Parties parties;
    private final SignalRouter router;
    private final BiConsumer<PeerRoute, CloseReason> whenDown;
    private final Set<Recipient> attached = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    private final Wakeups wakeups; // event loop only

    private int deliveries; // event loop only

    /** @param whenDown told after every recipient has been */
    PeerRoute(Connection connection, SignalRouter router, BiConsumer<PeerRoute, CloseReason> whenDown) {
        this.connection = connection;
        this.parties = new Parties(new Atom(connection.peer().toString()), connection.creation());
        this.router = router;
        this.whenDown = whenDown;
        this.wakeups = new Wakeups(Thread.ofVirtual().name("settee-wake")::start, connection::onLoop);
    }

    @Override
    public void signal(Signal signal) {
        Term foreign = parties.foreign(signal);
        if (foreign == null) router.route(signal, this);
        else router.refuse(signal, foreign);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public Optional<NodeName> peer() {
        return Optional.of(connection.peer());
    }

    @Override
    public void send(Signal signal) throws InterruptedException {
        if (reaches(signal)) connection.send(signal);
        else router.drop(signal);
    }

    @Override
    public boolean trySend(Signal signal) {
        if (reaches(signal)) return connection.trySend(signal);
        router.drop(signal);
        return true;
    }

    @Override
    public void hold() {
        connection.reading().hold();
    }

    @Override
    public void release() {
        connection.reading().release();
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        connection.awaitRoom();
    }

    @Override
    public void answer(Signal signal) {
        if (reaches(signal)) connection.answer(signal);
        else router.drop(signal);
    }

    private boolean reaches(Signal signal) {
        return parties.reaches(signal) && connection.canSay(signal);
    }

    @Override
    public boolean isCurrent(Pid pid) {
        return pid.creation() == parties.creation();
    }

    @Override
    public boolean acknowledgesUnlink() {
        return connection.identity().agreed().has(DistFlags.UNLINK_ID);
    }

    @Override
    public boolean spawns() {
        return connection.identity().agreed().has(DistFlags.SPAWN);
    }

    @Override
    public boolean hasAliases() {
        return connection.identity().agreed().has(DistFlags.ALIAS);
    }

    @Override
    public boolean attach(Recipient recipient) {
        if (ended) return false;
        attached.add(recipient);
        // The end may have come between the two lines above. Whoever removes the entry has the duty: the end tells
        // those it
        // still finds, and if we find ours here the caller is told by the answer.
        return !(ended && attached.remove(recipient));
    }

    @Override
    public void detach(Recipient recipient) {
        attached.remove(recipient);
    }

    @Override
    public void wake(Sleeper reader) {
        wakeups.add(reader);
        if (++deliveries >= MOST_DELIVERIES) delivered();
    }

    @Override
    public void delivered() {
        deliveries = 0;
        wakeups.wake();
    }

    /** Tells every recipient that has something on this route, each once. */
    @Override
    public void down(CloseReason reason) {
        ended = true;
        delivered();
        for (Recipient recipient : Set.copyOf(attached)) {
            if (attached.remove(recipient)) recipient.lost(this);
        }
        whenDown.accept(this, reason);
    }
}
