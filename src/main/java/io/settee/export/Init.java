package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What answers under the name {@code init}: {@code {stop, How}}, by which {@code init:stop/0,1} stops a node, and the question how far the node has
 * started.
 *
 * <p>Source: OTP {@code init.erl}.
 */
final class Init extends Box {
    static final String NAME = "init";
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");
    private static final Atom STOP = new Atom("stop");
    private static final Atom GET_STATUS = new Atom("get_status");
    private static final Atom STARTED = new Atom("started");

    private final Node node;
    private final Exporter exporter;

    Init(Node node, Exporter exporter) {
        super(node);
        this.node = node;
        this.exporter = exporter;
    }

    @Override
    void message(Incoming in) {
        if (!(in.message() instanceof Tuple pair) || pair.arity() != 2) return;
        if (pair.at(0).equals(STOP)) {
            stop(pair.at(1), in.via());
        } else if (pair.at(0) instanceof Pid from && pair.at(1).equals(GET_STATUS)) {
            Term status = Tuple.of(STARTED, STARTED);
            in.answer(from, Tuple.of(new Atom(NAME), status));
        }
    }

    private void stop(Term how, Route via) {
        Exports exports = exporter.exports();
        NodeName by = via.peer().orElseGet(node::name);
        Optional<Consumer<StopRequest>> allowed = exports.allows(by, via) ? exports.stopper() : Optional.empty();
        Optional<Term> status = status(how);
        if (allowed.isPresent() && status.isPresent()) {
            Stopping.stop(allowed.get(), new StopRequest(by, status.get()));
        } else {
            LOG.debug("{} wants this node to stop, {}, which it does not", by, how.brief(100));
        }
    }

    /** Of {@code stop} or {@code {stop, Status}}; empty for {@code restart} and {@code reboot}. */
    private static Optional<Term> status(Term how) {
        if (how.equals(STOP)) return Optional.of(Int.of(0));
        return how instanceof Tuple pair && pair.arity() == 2 && pair.at(0).equals(STOP)
                ? Optional.of(pair.at(1))
                : Optional.empty();
    }
}
