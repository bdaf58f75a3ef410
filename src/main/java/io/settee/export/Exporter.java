package io.settee.export;

import io.settee.call.Caller;
import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.node.Spawner;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what is exported, now and from then on: answers the spawn requests of peers, and gives the calls that come by {@code rex} the same
 * treatment. Any thread.
 */
public final class Exporter implements Spawner {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");
    private static final Atom SYSTEM_LIMIT = new Atom("system_limit");
    private static final Atom BADOPT = new Atom("badopt");

    private final Node node;
    private final Admission admission = new Admission();
    private final Tally tally = new Tally();
    private final AtomicBoolean opened = new AtomicBoolean();
    private volatile Exports exports = Exports.NONE;

    private final StandardFunctions standard;
    private final Caller asking;

    /** Does nothing yet. */
    public Exporter(Node node) {
        this.node = node;
        this.standard = new StandardFunctions(node);
        this.asking = Caller.of(node);
    }

    /**
     * From now on this is exported, and nothing else. Calls that run go on. With the first of it the node answers spawn requests, and those names
     * appear that are expected on a node of Erlang.
     */
    public void export(Exports instead) {
        exports = instead;
        if (opened.getAndSet(true)) return;
        node.spawnBy(this);
        Boxes.open(node, this);
    }

    /**
     * From now on the node answers what {@code global} asks the nodes of processes that have global names, even if nothing is exported. All else is
     * {@code undef} then.
     */
    public void answerGlobal() {
        node.spawnBy(this);
    }

    /** What is exported now. */
    public Exports exports() {
        return exports;
    }

    /** What has come of the calls so far. */
    public ExportStatistics statistics() {
        return tally.snapshot(admission.running());
    }

    @Override
    public void spawn(Signal.SpawnRequest request, Route via) {
        Optional<SpawnOptions> options = SpawnOptions.of(request.options());
        if (options.isEmpty()) {
            refuse(request, BADOPT, via);
            return;
        }
        SpawnCall call = SpawnCall.of(request);
        Optional<AdmittedCall> admitted = admit(request.from(), call.application(), call.delivery(), via);
        if (admitted.isEmpty()) {
            refuse(request, SYSTEM_LIMIT, via);
            return;
        }
        // If it cannot be started all connections are about to end, and tell whoever waits.
        admitted.get()
                .start(ProcessStart.on(node)
                        .askedBy(request, options.get().link(), options.get().monitor(), via));
    }

    private static void refuse(Signal.SpawnRequest request, Atom why, Route via) {
        via.answer(new Signal.SpawnReply(request.id(), request.from(), 0, why, request.token()));
    }

    /** What is exported under this name, or else is there on every node. */
    private @Nullable ExportedFunction find(Exports now, Mfa name) {
        ExportedFunction own = now.find(name);
        if (own == null && now.hasStandard()) own = standard.find(name);
        if (own == null) own = NameConflict.find(name);
        return own != null ? own : Stopping.find(name, now.stopper());
    }

    /** Lets a call in; empty if too many run. */
    Optional<AdmittedCall> admit(Pid caller, Application application, Delivery delivery, Route via) {
        Exports now = exports;
        NodeName peer = via.peer().orElseGet(node::name);
        if (!admission.enter(peer, now.limits())) {
            tally.overLimit.increment();
            LOG.debug("{}: its call is refused, {} are running", peer, admission.running());
            return Optional.empty();
        }
        var execution = new Execution(caller, peer, application, delivery, now, via, this::find, asking, tally);
        return Optional.of(new AdmittedCall(execution, () -> admission.leave(peer)));
    }
}
