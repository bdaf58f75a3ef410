package io.settee.call;

import io.settee.identity.NodeName;

/** There is no such process: {@code noproc}. */
public final class NoProcessException extends CallException {
    private static final long serialVersionUID = 1L;

    NoProcessException(NodeName peer, String what) {
        super(peer, what + ": no process has this name or pid there (noproc)", null);
    }
}
