package io.settee.call;

import io.settee.identity.NodeName;

/** There is no such process, or nobody who could be asked for it by its name: {@code noproc}. */
public final class NoProcessException extends CallException {
    private static final long serialVersionUID = 1L;

    NoProcessException(NodeName peer, String what) {
        super(peer, what + ": no process has this name or pid there (noproc)", null);
    }

    /** @param unfound why its name could not be looked up */
    NoProcessException(NodeName peer, String what, IllegalStateException unfound) {
        super(peer, what + ": " + unfound.getMessage() + " (noproc)", unfound);
    }
}
