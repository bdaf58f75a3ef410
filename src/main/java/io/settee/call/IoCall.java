package io.settee.call;

import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to a group leader, {@code {io_request, From, ReplyAs, Request}}, answered by {@code {io_reply, ReplyAs, Reply}}.
 *
 * <p>Source: OTP stdlib, "The Erlang I/O Protocol".
 */
record IoCall(Server.Known leader, Term request) implements Question {
    static final Atom REPLY = new Atom("io_reply");
    private static final Atom REQUEST = new Atom("io_request");
    private static final Atom PUT_CHARS = new Atom("put_chars");
    private static final Atom UNICODE = new Atom("unicode");

    /** {@code {put_chars, unicode, Characters}}. */
    static IoCall putChars(Pid leader, String text) {
        return new IoCall(new Server.Known(leader), Tuple.of(PUT_CHARS, UNICODE, Binary.of(text)));
    }

    @Override
    public Atom node() {
        return leader.node();
    }

    @Override
    public Route route(Node from) throws InterruptedException {
        return leader.route(from);
    }

    @Override
    public @Nullable Route routeIfUp(Node from) {
        return leader.routeIfUp(from);
    }

    @Override
    public Call over(Route via, Pid asker, Ref ref) {
        return new Call(ref, via, leader.target(), leader.message(asker, Tuple.of(REQUEST, asker, ref, request)));
    }

    @Override
    public Term answer(Outcome outcome, @Nullable Duration limit) {
        if (outcome instanceof Outcome.Replied(Term reply)) return reply;
        throw Failures.of(outcome, leader.peer(), "request to the group leader " + leader, limit);
    }
}
