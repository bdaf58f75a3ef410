package io.settee.call;

import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to a server of the {@code gen} kind, which answers {@code {Tag, Reply}}. It is monitored, so that its end is known at once; the
 * reference is an alias as well, where the peer knows such, and part of the tag.
 *
 * <p>Source: OTP {@code gen.erl}, {@code do_call/4}.
 *
 * @param label what the message begins with; null for the pid of the asker, as {@code gen_event} has it
 */
record GenRequest(Server server, @Nullable Atom label, Term request) implements Question {
    static final Atom CALL = new Atom("$gen_call");
    static final Atom CAST = new Atom("$gen_cast");

    @Override
    public Atom node() {
        return server.node();
    }

    @Override
    public Route route(Node from) throws InterruptedException {
        return server.route(from);
    }

    @Override
    public @Nullable Route routeIfUp(Node from) {
        return server.routeIfUp(from);
    }

    @Override
    public Call over(Route via, Pid asker, Ref ref) {
        Term tag = via.hasAliases() ? new ImproperList(List.of(From.ALIAS), ref) : ref;
        Term message = Tuple.of(label == null ? asker : label, new From(asker, tag).toTerm(), request);
        return new Call(ref, via, server.target(), server.message(asker, message));
    }

    @Override
    public Term answer(Outcome outcome, @Nullable Duration limit) {
        if (outcome instanceof Outcome.Replied(Term reply)) return reply;
        throw Failures.of(outcome, server.peer(), "call to " + server, limit);
    }
}
