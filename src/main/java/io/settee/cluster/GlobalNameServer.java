package io.settee.cluster;

import io.settee.control.Signal;
import io.settee.node.Node;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;

/**
 * What a visible node answers under the name {@code global_name_server}: just enough that nobody waits for us.
 *
 * <p>A BEAM tells every visible node that comes up {@code init_connect}, and {@code global:sync/0} there waits until that exchange is over; it
 * asks every visible node for its locks, and {@code global:set_lock} waits for each answer. Doing nothing hangs both, and a half-done
 * exchange is worse: it holds the global lock of the whole cluster, and lets {@code prevent_overlapping_partitions} cut
 * nodes off on our behalf. So we say {@code in_sync} at once, which ends the exchange without making us a party to names and locks, and tell monitors
 * {@code noproc}, which ends the calls. All else is for parties only and is ignored.
 *
 * <p>Source: OTP {@code global.erl}, {@code handle_cast({in_sync, …})} and {@code handle_cast({init_connect, …})}.
 */
public final class GlobalNameServer implements Recipient {
    static final String NAME = "global_name_server";
    private static final Atom NOPROC = new Atom("noproc");
    private static final Pattern INIT_CONNECT = Pattern.of("{'$gen_cast', {init_connect, _, _, _}}");

    private final Pid self;
    private final Term inSync;

    private GlobalNameServer(Node node) {
        this.self = node.newPid();
        var us = new Atom(node.name().toString());
        this.inSync = Tuple.of(new Atom("$gen_cast"), Tuple.of(new Atom("in_sync"), us, Atom.TRUE));
    }

    /** Puts it on a node, before anybody connects. */
    public static void start(Node node) {
        var server = new GlobalNameServer(node);
        node.residents().add(server);
        node.residents().register(NAME, server);
    }

    @Override
    public Pid self() {
        return self;
    }

    @Override
    public void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.SendNamed(var sender, var to, var message, var token)
            when INIT_CONNECT.matches(message) -> via.answer(new Signal.SendNamed(self, new Atom(NAME), inSync, null));
            case Signal.Monitor s -> via.answer(new Signal.MonitorExit(s.target(), s.watcher(), s.ref(), NOPROC));
            case Signal.Link s -> via.answer(new Signal.Exit(s.to(), s.from(), NOPROC, null));
            case Signal.Unlink s -> via.answer(new Signal.UnlinkAck(s.id(), s.to(), s.from()));
            default -> {}
        }
    }

    @Override
    public void lost(Route via) {}

    @Override
    public void nodeClosed() {}
}
