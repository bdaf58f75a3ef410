package io.settee.control;

import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells another, free of its spelling on the wire. OTP "Distribution Protocol", section "Protocol between Connected
 * Nodes", gives the numbers named below.
 *
 * <p>A {@code token} is one of sequential tracing, null without one. Priority (of {@code ALTACT_SIG_SEND}) is read over: all our
 * queues are first in, first out.
 */
public sealed interface Signal {
    /**
     * A message to a process: 2, 12, 22, 23 and 37.
     *
     * @param sender its pid, or {@link Atom#EMPTY} if the sender did not say
     */
    record Send(Term sender, Pid to, Term message, @Nullable Term token) implements Signal {}

    /** A message to a registered name: 6, 16 and 37 with flag 8. */
    record SendNamed(
            Pid sender, Atom to, Term message, @Nullable Term token) implements Signal {}

    /** A message to a process alias: 33, 34 and 37 with flag 4. */
    record SendAlias(
            Pid sender, Ref to, Term message, @Nullable Term token) implements Signal {}

    /** 1. */
    record Link(Pid from, Pid to) implements Signal {}

    /**
     * 35.
     *
     * @param id 64 bits, unsigned, never 0
     */
    record Unlink(long id, Pid from, Pid to) implements Signal {
        public Unlink {
            if (id == 0) throw new IllegalArgumentException("an unlink id is 1 to 2^64-1");
        }
    }

    /** 4, of nodes before {@code DFLAG_UNLINK_ID}; it is not acknowledged. */
    record UnlinkOld(Pid from, Pid to) implements Signal {}

    /**
     * 36.
     *
     * @param id that of the {@link Unlink}
     */
    record UnlinkAck(long id, Pid from, Pid to) implements Signal {
        public UnlinkAck {
            if (id == 0) throw new IllegalArgumentException("an unlink id is 1 to 2^64-1");
        }
    }

    /** An exit signal by way of a link: 3, 13, 24, 25. */
    record Exit(Pid from, Pid to, Term reason, @Nullable Term token) implements Signal {}

    /**
     * An exit signal by {@code erlang:exit/2}: 8, 18, 26, 27 and 37 with flag 16.
     *
     * @param to a {@link Pid}; by 37 also a {@link Ref} that is an alias, or an {@link Atom} that is a registered name
     */
    record Exit2(Pid from, Term to, Term reason, @Nullable Term token) implements Signal {}

    /**
     * 19.
     *
     * @param target a {@link Pid} or, for a registered name, an {@link Atom}
     */
    record Monitor(Pid watcher, Term target, Ref ref) implements Signal {}

    /**
     * 20.
     *
     * @param target that of the {@link Monitor}
     */
    record Demonitor(Pid watcher, Term target, Ref ref) implements Signal {}

    /**
     * 21, 28.
     *
     * @param target that of the {@link Monitor}: the name, if a name was asked for
     */
    record MonitorExit(Term target, Pid watcher, Ref ref, Term reason) implements Signal {}

    /** 7. */
    record GroupLeader(Pid leader, Pid member) implements Signal {}

    /**
     * 29, 30.
     *
     * @param options a list; {@code [1]} and its like come as a list of integers, as everywhere
     * @param arguments a list
     */
    record SpawnRequest(
            Ref id,
            Pid from,
            Pid groupLeader,
            Atom module,
            Atom function,
            int arity,
            Term options,
            Term arguments,
            @Nullable Term token)
            implements Signal {}

    /**
     * 31, 32.
     *
     * @param flags 1: a link was set up, 2: a monitor was set up
     * @param result the new {@link Pid}, or an {@link Atom} that says what went wrong
     */
    record SpawnReply(
            Ref id,
            Pid to,
            int flags,
            Term result,
            @Nullable Term token) implements Signal {
        /** A link was set up with the process that asked. */
        public static final int LINK = 1;

        /** The process that asked monitors the new one, by the reference of its request. */
        public static final int MONITOR = 2;

        /**
         * What takes back the link and the monitor of a new process that nobody waits for any more. OTP {@code erlang.erl}, {@code
         * spawn_request_abandon/1}.
         *
         * @param reason the reason of the exit signal by way of the link
         */
        public List<Signal> undo(Atom reason) {
            if (!(result instanceof Pid pid)) return List.of();
            var undone = new ArrayList<Signal>(2);
            if ((flags & MONITOR) != 0) undone.add(new Demonitor(to, pid, id));
            if ((flags & LINK) != 0) undone.add(new Exit(to, pid, reason, null));
            return undone;
        }
    }

    /**
     * A control message with a number that we do not know: of a later release. To be counted and ignored.
     *
     * @param op the number
     * @param control the whole tuple, number included
     * @param payload the term behind it, null if there is none
     */
    record Unknown(long op, Tuple control, @Nullable Term payload) implements Signal {}
}
