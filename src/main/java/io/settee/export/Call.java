package io.settee.export;

import io.settee.call.Caller;
import io.settee.identity.NodeName;
import io.settee.io.Output;
import io.settee.process.Mailbox;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One call of an exported function, for as long as it runs. */
public final class Call {
    /** How long a group leader may take to print what it is given at once. */
    private static final Duration OUTPUT_LIMIT = Duration.ofMinutes(1);

    private final Pid caller;
    private final NodeName node;
    private final Mfa function;
    private final List<Term> args;
    private final Mailbox mailbox;
    private final Caller asking;

    /** @param asking by which group leaders are asked to print */
    Call(Pid caller, NodeName node, Mfa function, List<Term> args, Mailbox mailbox, Caller asking) {
        this.caller = caller;
        this.node = node;
        this.function = function;
        this.args = List.copyOf(args);
        this.mailbox = mailbox;
        this.asking = asking;
    }

    /** The process that asked for it. Whoever is on {@link #node} may claim to be any process there. */
    public Pid caller() {
        return caller;
    }

    /** The caller's node, proved by its handshake. */
    public NodeName node() {
        return node;
    }

    /** What is called. */
    public Mfa function() {
        return function;
    }

    /** As many as the function's arity. */
    public List<Term> args() {
        return args;
    }

    /** An argument, counted from 0. */
    public Term arg(int index) {
        return args.get(index);
    }

    /**
     * The process that the function runs as. It ends when the function has returned. Who has spawned it knows its pid, and may send to it.
     */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** To whom what the function prints should go, as Erlang passes it on from process to process. */
    public Optional<Pid> groupLeader() {
        return mailbox.groupLeader();
    }

    /**
     * Prints to the {@link #groupLeader}, and so where the caller would print itself, as {@code io:format/2} does: each whole line is sent, and waits
     * until it is printed. {@link PrintWriter#checkError} tells whether something could not be.
     */
    public PrintWriter output() {
        Pid leader = groupLeader().orElseThrow(() -> new IllegalStateException(this + " has no group leader"));
        return new PrintWriter(new Output(asking, leader, OUTPUT_LIMIT), true);
    }

    @Override
    public String toString() {
        return function + " for " + caller + " on " + node;
    }
}
