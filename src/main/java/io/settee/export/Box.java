package io.settee.export;

import io.settee.control.Signal;
import io.settee.node.Node;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.term.Pid;

/** A process of this node that is not run by anybody: it answers messages where they come, and lives as long as the node. */
abstract class Box implements Recipient {
    private final Pid self;

    Box(Node node) {
        this.self = node.newPid();
    }

    /** A message for it. Called on event loops and senders' threads, by many at once. */
    abstract void message(Incoming message);

    /** A process that it monitors has ended. */
    void ended(Signal.MonitorExit signal) {}

    @Override
    public final Pid self() {
        return self;
    }

    @Override
    public final void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.SendNamed s -> message(new Incoming(s.message(), s.token(), via, self));
            case Signal.Send s -> message(new Incoming(s.message(), s.token(), via, self));
            case Signal.Unlink(long id, var from, var to) -> via.answer(new Signal.UnlinkAck(id, to, from));
            case Signal.MonitorExit s -> ended(s);
            // A link to it or a monitor of it could tell only that the node is gone, which the peer sees by itself.
            default -> {}
        }
    }

    @Override
    public final void lost(Route via) {}

    @Override
    public final void nodeClosed() {}
}
