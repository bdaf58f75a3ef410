package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.List;
import java.util.Optional;

/**
 * One call of an exported function.
 *
 * @param caller the process that asked for it. Whoever is on {@code node} may claim to be any process there
 * @param node the caller's node, proved by its handshake
 * @param function what is called
 * @param args as many as the function's arity
 * @param mailbox the process that the function runs as. It ends when the function has returned; who has spawned it knows its pid and may send to it
 */
public record Call(Pid caller, NodeName node, Mfa function, List<Term> args, Mailbox mailbox) {
    public Call {
        args = List.copyOf(args);
    }

    /** An argument, counted from 0. */
    public Term arg(int index) {
        return args.get(index);
    }

    /** To whom what the function prints should go, as Erlang passes it on from process to process; empty for a caller that wants none of it. */
    public Optional<Pid> groupLeader() {
        return mailbox.groupLeader();
    }

    @Override
    public String toString() {
        return function + " for " + caller + " on " + node;
    }
}
