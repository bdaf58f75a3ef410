package io.settee.process;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.term.Atom;

/** A process could not be spawned on another node. */
public final class SpawnException extends SetteeException {
    private static final long serialVersionUID = 1L;

    private final transient Atom reason;

    SpawnException(NodeName peer, FunctionCall call, Atom reason) {
        super(peer, "cannot spawn " + call.name() + ": " + reason + ". " + advice(reason), null);
        this.reason = reason;
    }

    private static String advice(Atom reason) {
        return switch (reason.name()) {
            case "noconnection" -> "The connection is gone or does not come up; connect() tells why.";
            case "notsup" -> "That node spawns nothing for others.";
            case "badopt" -> "That release does not know one of the options.";
            case "system_limit" -> "That node has as many processes as it may have.";
            default -> "That is what the node answered.";
        };
    }

    /** What the node answered: {@code badopt}, {@code notsup}, {@code system_limit}; or {@code noconnection}. */
    public Atom reason() {
        return reason;
    }
}
