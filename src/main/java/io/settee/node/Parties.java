package io.settee.node;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import org.jspecify.annotations.Nullable;

/**
 * Who may signal to whom over a connection with one incarnation of a peer.
 *
 * @param peer its name
 * @param creation its creation
 */
record Parties(Atom peer, long creation) {
    /**
     * The pid or reference in a signal of the peer's that would have to be the peer's own and is not; null if all is well. Who answers to
     * a pid of a third node, or of an earlier incarnation, is cut off by a BEAM. A monitor's reference could be another peer's, whose monitor would
     * then be lost.
     */
    @Nullable
    Term foreign(Signal signal) {
        if (from(signal) instanceof Pid from
                && !(from.creation() == creation && from.node().equals(peer))) return from;
        if (signal instanceof Signal.Monitor monitor && !monitor.ref().node().equals(peer)) return monitor.ref();
        return null;
    }

    /**
     * Whether a signal of ours is for somebody of this incarnation of the peer. A BEAM drops most signals to the dead of an earlier one, and
     * breaks off over some; so none should be sent.
     */
    boolean reaches(Signal signal) {
        return switch (to(signal)) {
            case Pid pid -> pid.creation() == creation;
            case Ref alias -> alias.creation() == creation;
            case null, default -> true;
        };
    }

    /** Whom the peer speaks for, or says it has spawned; null if that is nobody. The sender of a mere message is none: it may be anybody, and often nobody says who. */
    private static @Nullable Term from(Signal signal) {
        return switch (signal) {
            case Signal.Link s -> s.from();
            case Signal.Unlink s -> s.from();
            case Signal.UnlinkOld s -> s.from();
            case Signal.UnlinkAck s -> s.from();
            case Signal.Exit s -> s.from();
            case Signal.Exit2 s -> s.from();
            case Signal.Monitor s -> s.watcher();
            case Signal.Demonitor s -> s.watcher();
            case Signal.MonitorExit s -> s.target();
            case Signal.SpawnRequest s -> s.from();
            case Signal.Send s -> null;
            case Signal.SendNamed s -> null;
            case Signal.SendAlias s -> null;
            case Signal.GroupLeader s -> null;
            case Signal.SpawnReply s -> s.result();
            case Signal.Unknown s -> null;
        };
    }

    /** A pid, name or alias. */
    private static @Nullable Term to(Signal signal) {
        return switch (signal) {
            case Signal.Link s -> s.to();
            case Signal.Unlink s -> s.to();
            case Signal.UnlinkOld s -> s.to();
            case Signal.UnlinkAck s -> s.to();
            case Signal.Exit s -> s.to();
            case Signal.Exit2 s -> s.to();
            case Signal.Monitor s -> s.target();
            case Signal.Demonitor s -> s.target();
            case Signal.MonitorExit s -> s.watcher();
            case Signal.Send s -> s.to();
            case Signal.SendNamed s -> s.to();
            case Signal.SendAlias s -> s.to();
            case Signal.GroupLeader s -> s.member();
            case Signal.SpawnReply s -> s.to();
            case Signal.SpawnRequest s -> null;
            case Signal.Unknown s -> null;
        };
    }
}
