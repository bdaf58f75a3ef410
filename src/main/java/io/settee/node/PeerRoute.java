package io.settee.node;

import io.settee.connection.Connection;
import io.settee.control.Signal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a peer over one connection. */
final class PeerRoute implements Route {
    private final Connection connection;
    private final Set<Recipient> attached = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    PeerRoute(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void send(Signal signal) throws InterruptedException {
        connection.send(signal);
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        connection.awaitRoom();
    }

    @Override
    public void answer(Signal signal) {
        connection.answer(signal);
    }

    @Override
    public boolean attach(Recipient recipient) {
        if (ended) return false;
        attached.add(recipient);
        // The end may have come between the two lines above. Whoever removes the entry has the duty: the end tells those it
        // still finds, and if we find ours here the caller is told by the answer.
        return !(ended && attached.remove(recipient));
    }

    @Override
    public void detach(Recipient recipient) {
        attached.remove(recipient);
    }

    /** The connection is gone: tells every recipient that has something on it, each once. */
    void end() {
        ended = true;
        for (Recipient recipient : attached) {
            if (attached.remove(recipient)) recipient.lost(this);
        }
    }
}
