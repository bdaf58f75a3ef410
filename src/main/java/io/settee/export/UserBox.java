package io.settee.export;

import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;

/**
 * What answers under the name {@code user}: {@code io:format({user, Node}, …)} prints to the node's own group leader, which logs it.
 *
 * <p>Source: OTP stdlib, "The Erlang I/O Protocol".
 */
final class UserBox extends Box {
    static final String NAME = "user";
    private static final Atom IO_REQUEST = new Atom("io_request");
    private static final Atom IO_REPLY = new Atom("io_reply");
    private static final Atom TERMINATED = new Atom("terminated");

    private final Node node;
    private final Exporter exporter;

    UserBox(Node node, Exporter exporter) {
        super(node);
        this.node = node;
        this.exporter = exporter;
    }

    @Override
    void message(Incoming in) {
        if (!(in.message() instanceof Tuple request) || request.arity() != 4) return;
        if (!request.at(0).equals(IO_REQUEST) || !(request.at(1) instanceof Pid asker)) return;
        NodeName peer = in.via().peer().orElseGet(node::name);
        if (exporter.exports().allows(peer, in.via())) {
            // The group leader replies by itself: askers know a reply by its reference, not by who sends it.
            node.routes().home().answer(new Signal.Send(asker, node.groupLeader(), in.message(), in.token()));
        } else {
            Term refusal = Tuple.of(Atom.ERROR, TERMINATED);
            in.answer(asker, Tuple.of(IO_REPLY, request.at(2), refusal));
        }
    }
}
