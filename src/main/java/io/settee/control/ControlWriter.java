package io.settee.control;

import io.settee.codec.TermBuffer;
import io.settee.identity.DistFlags;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Picks the control message that says a signal under the agreed flags, and encodes it without building its tuple. Any thread. */
final class ControlWriter {
    /** Of {@code {Flags, Label, Serial, From, Previous}}. */
    private static final int LABEL = 1;

    /** Of the BEAM's small integers, on a machine of 64 bits. */
    private static final long SMALLEST = -(1L << 59);

    private final boolean senders;
    private final boolean exitPayloads;
    private final boolean unlinkIds;
    private final boolean aliases;
    private final boolean altactSignals;
    private final boolean anyLabels;

    ControlWriter(DistFlags agreed) {
        senders = agreed.has(DistFlags.SEND_SENDER);
        exitPayloads = agreed.has(DistFlags.EXIT_PAYLOAD);
        unlinkIds = agreed.has(DistFlags.UNLINK_ID);
        aliases = agreed.has(DistFlags.ALIAS);
        altactSignals = agreed.has(DistFlags.ALTACT_SIG);
        anyLabels = agreed.has(DistFlags.BIG_SEQTRACE_LABELS);
    }

    /** Whether the peer understands any message for this signal. */
    boolean canSay(Signal signal) {
        return switch (signal) {
            case Signal.SendAlias alias -> aliases || altactSignals;
            case Signal.Exit2 exit -> altactSignals || exit.to() instanceof Pid;
            case Signal.UnlinkAck ack -> unlinkIds;
            default -> true;
        };
    }

    /** Puts the control tuple, and gives the term that must follow it. */
    @Nullable
    Term put(Signal signal, TermBuffer out) {
        return switch (signal) {
            case Signal.Send send -> {
                boolean sender = senders && send.sender() instanceof Pid;
                if (sender) head(out, 3, Op.SEND_SENDER, Op.SEND_SENDER_TT, said(send.token()));
                else head(out, 3, Op.SEND, Op.SEND_TT, said(send.token()));
                out.put(sender ? send.sender() : Atom.EMPTY);
                out.put(send.to());
                putToken(out, said(send.token()));
                yield send.message();
            }
            case Signal.SendNamed send -> {
                head(out, 4, Op.REG_SEND, Op.REG_SEND_TT, said(send.token()));
                out.put(send.sender());
                out.put(Atom.EMPTY);
                out.put(send.to());
                putToken(out, said(send.token()));
                yield send.message();
            }
            case Signal.SendAlias send -> {
                if (altactSignals) altactHead(out, Op.ALTACT_ALIAS, said(send.token()));
                else head(out, 3, Op.ALIAS_SEND, Op.ALIAS_SEND_TT, said(send.token()));
                out.put(send.sender());
                out.put(send.to());
                putToken(out, said(send.token()));
                yield send.message();
            }
            case Signal.Exit exit ->
                exitSignal(out, Op.EXIT, Op.PAYLOAD_EXIT, exit.from(), exit.to(), exit.reason(), said(exit.token()));
            case Signal.Exit2(Pid from, Pid to, Term reason, var token) ->
                exitSignal(out, Op.EXIT2, Op.PAYLOAD_EXIT2, from, to, reason, said(token));
            case Signal.Exit2 exit -> {
                altactHead(
                        out,
                        Op.ALTACT_EXIT | (exit.to() instanceof Ref ? Op.ALTACT_ALIAS : Op.ALTACT_NAME),
                        said(exit.token()));
                out.put(exit.from());
                out.put(exit.to());
                putToken(out, said(exit.token()));
                yield exit.reason();
            }
            case Signal.MonitorExit exit -> {
                out.putTuple(exitPayloads ? 4 : 5);
                out.putInteger(exitPayloads ? Op.PAYLOAD_MONITOR_P_EXIT : Op.MONITOR_P_EXIT);
                out.put(exit.target());
                out.put(exit.watcher());
                out.put(exit.ref());
                if (exitPayloads) yield exit.reason();
                out.put(exit.reason());
                yield null;
            }
            case Signal.SpawnRequest spawn -> {
                head(out, 6, Op.SPAWN_REQUEST, Op.SPAWN_REQUEST_TT, said(spawn.token()));
                out.put(spawn.id());
                out.put(spawn.from());
                out.put(spawn.groupLeader());
                out.putTuple(3);
                out.put(spawn.module());
                out.put(spawn.function());
                out.putInteger(spawn.arity());
                out.put(spawn.options());
                putToken(out, said(spawn.token()));
                yield spawn.arguments();
            }
            case Signal.SpawnReply reply -> {
                head(out, 5, Op.SPAWN_REPLY, Op.SPAWN_REPLY_TT, said(reply.token()));
                out.put(reply.id());
                out.put(reply.to());
                out.putInteger(reply.flags());
                out.put(reply.result());
                putToken(out, said(reply.token()));
                yield null;
            }
            case Signal.Link(Pid from, Pid to) -> put(out, Op.LINK, from, to);
            case Signal.UnlinkOld(Pid from, Pid to) -> put(out, Op.UNLINK, from, to);
            case Signal.Unlink(long id, Pid from, Pid to) ->
                unlinkIds ? put(out, Op.UNLINK_ID, unsigned(id), from, to) : put(out, Op.UNLINK, from, to);
            case Signal.UnlinkAck(long id, Pid from, Pid to) -> put(out, Op.UNLINK_ID_ACK, unsigned(id), from, to);
            case Signal.Monitor(Pid watcher, Term target, Ref ref) -> put(out, Op.MONITOR_P, watcher, target, ref);
            case Signal.Demonitor(Pid watcher, Term target, Ref ref) -> put(out, Op.DEMONITOR_P, watcher, target, ref);
            case Signal.GroupLeader(Pid leader, Pid member) -> put(out, Op.GROUP_LEADER, leader, member);
            case Signal.Unknown(long op, Tuple control, var payload) -> {
                out.put(control);
                yield payload;
            }
        };
    }

    /** A trace token that the peer can take, or none: to a peer that knows small labels only, the BEAM sends no other. */
    private @Nullable Term said(@Nullable Term token) {
        if (token == null || anyLabels) return token;
        boolean small = token instanceof Tuple(var e)
                && e.size() > LABEL
                && e.get(LABEL) instanceof Int.Small(long label)
                && label >= SMALLEST
                && label < -SMALLEST;
        return small ? token : null;
    }

    private static void head(TermBuffer out, int arity, int op, int opWithToken, @Nullable Term token) {
        out.putTuple(token == null ? arity : arity + 1);
        out.putInteger(token == null ? op : opWithToken);
    }

    private static void altactHead(TermBuffer out, int flags, @Nullable Term token) {
        head(out, 4, Op.ALTACT_SIG_SEND, Op.ALTACT_SIG_SEND, token);
        out.putInteger(token == null ? flags : flags | Op.ALTACT_TOKEN);
    }

    private static void putToken(TermBuffer out, @Nullable Term token) {
        if (token != null) out.put(token);
    }

    /** {@code {Op, From, To, [Token,] [Reason]}}: the messages with the reason as payload are the old ones' numbers, shifted. */
    private @Nullable Term exitSignal(
            TermBuffer out, int op, int payloadOp, Pid from, Pid to, Term reason, @Nullable Term token) {
        // EXIT 3, EXIT_TT 13, EXIT2 8, EXIT2_TT 18; PAYLOAD_EXIT 24, _TT 25, PAYLOAD_EXIT2 26, _TT 27.
        if (exitPayloads) head(out, 3, payloadOp, payloadOp + 1, token);
        else head(out, 4, op, op + 10, token);
        out.put(from);
        out.put(to);
        putToken(out, token);
        if (exitPayloads) return reason;
        out.put(reason);
        return null;
    }

    private static @Nullable Term put(TermBuffer out, int op, Term... elements) {
        out.putTuple(elements.length + 1);
        out.putInteger(op);
        for (Term element : elements) out.put(element);
        return null;
    }

    private static Int unsigned(long id) {
        if (id >= 0) return Int.of(id);
        return Int.of(BigInteger.valueOf(id).add(BigInteger.ONE.shiftLeft(Long.SIZE)));
    }
}
