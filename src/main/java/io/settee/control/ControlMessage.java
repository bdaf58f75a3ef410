package io.settee.control;

import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A control tuple as it came, and what it means. Every failure names the message. */
record ControlMessage(long op, Tuple control) {
    /** The largest id of an unlink: 64 bits. */
    private static final int UNLINK_ID_BITS = 64;

    /** The term behind the control tuple; only those messages that have one read it. */
    interface Payload {
        boolean isPresent();

        Term read();
    }

    /** Checks that it is a tuple with a number in front and, if we know the number, as many elements as belong to it. */
    static ControlMessage of(Term control) {
        if (!(control instanceof Tuple tuple)) {
            throw new TermFormatException("a control message must be a tuple, not " + kind(control));
        }
        if (tuple.arity() == 0 || !(tuple.at(0) instanceof Int.Small(long op))) {
            throw new TermFormatException("a control message must begin with its number");
        }
        int arity = Op.arity(op);
        boolean longer = op == Op.ALTACT_SIG_SEND && tuple.arity() > arity;
        if (arity >= 0 && tuple.arity() != arity && !longer) {
            throw new TermFormatException(
                    Op.name(op) + " must have " + arity + " elements, this one has " + tuple.arity());
        }
        return new ControlMessage(op, tuple);
    }

    Signal signal(Payload payload) {
        if (Op.arity(op) < 0) return new Signal.Unknown(op, control, payload.isPresent() ? term(payload) : null);
        return switch ((int) op) {
            case Op.LINK -> new Signal.Link(pid(1), pid(2));
            case Op.SEND -> new Signal.Send(Atom.EMPTY, pid(2), term(payload), null);
            case Op.SEND_TT -> new Signal.Send(Atom.EMPTY, pid(2), term(payload), control.at(3));
            case Op.SEND_SENDER -> new Signal.Send(sender(1), pid(2), term(payload), null);
            case Op.SEND_SENDER_TT -> new Signal.Send(sender(1), pid(2), term(payload), control.at(3));
            case Op.REG_SEND -> new Signal.SendNamed(pid(1), atom(3), term(payload), null);
            case Op.REG_SEND_TT -> new Signal.SendNamed(pid(1), atom(3), term(payload), control.at(4));
            case Op.ALIAS_SEND -> new Signal.SendAlias(pid(1), ref(2), term(payload), null);
            case Op.ALIAS_SEND_TT -> new Signal.SendAlias(pid(1), ref(2), term(payload), control.at(3));
            case Op.ALTACT_SIG_SEND -> byFlags(payload);
            case Op.UNLINK -> new Signal.UnlinkOld(pid(1), pid(2));
            case Op.UNLINK_ID -> new Signal.Unlink(unlinkId(), pid(2), pid(3));
            case Op.UNLINK_ID_ACK -> new Signal.UnlinkAck(unlinkId(), pid(2), pid(3));
            case Op.EXIT -> new Signal.Exit(pid(1), pid(2), control.at(3), null);
            case Op.EXIT_TT -> new Signal.Exit(pid(1), pid(2), control.at(4), control.at(3));
            case Op.PAYLOAD_EXIT -> new Signal.Exit(pid(1), pid(2), term(payload), null);
            case Op.PAYLOAD_EXIT_TT -> new Signal.Exit(pid(1), pid(2), term(payload), control.at(3));
            case Op.EXIT2 -> new Signal.Exit2(pid(1), pid(2), control.at(3), null);
            case Op.EXIT2_TT -> new Signal.Exit2(pid(1), pid(2), control.at(4), control.at(3));
            case Op.PAYLOAD_EXIT2 -> new Signal.Exit2(pid(1), pid(2), term(payload), null);
            case Op.PAYLOAD_EXIT2_TT -> new Signal.Exit2(pid(1), pid(2), term(payload), control.at(3));
            case Op.MONITOR_P -> new Signal.Monitor(pid(1), pidOrName(2), ref(3));
            case Op.DEMONITOR_P -> new Signal.Demonitor(pid(1), pidOrName(2), ref(3));
            case Op.MONITOR_P_EXIT -> new Signal.MonitorExit(pidOrName(1), pid(2), ref(3), control.at(4));
            case Op.PAYLOAD_MONITOR_P_EXIT -> new Signal.MonitorExit(pidOrName(1), pid(2), ref(3), term(payload));
            case Op.GROUP_LEADER -> new Signal.GroupLeader(pid(1), pid(2));
            case Op.SPAWN_REQUEST -> spawnRequest(payload, null);
            case Op.SPAWN_REQUEST_TT -> spawnRequest(payload, control.at(6));
            case Op.SPAWN_REPLY -> spawnReply(null);
            case Op.SPAWN_REPLY_TT -> spawnReply(control.at(5));
            default -> throw new AssertionError("an arity but no meaning: " + op);
        };
    }

    /** ALTACT_SIG_SEND: a release later than ours may set more flags and add elements, which are read over. */
    private Signal byFlags(Payload payload) {
        if (!(control.at(1) instanceof Int flags)) throw unexpected(1, "flags");
        boolean alias = has(flags, Op.ALTACT_ALIAS);
        boolean name = has(flags, Op.ALTACT_NAME);
        Term token = null;
        if (has(flags, Op.ALTACT_TOKEN)) {
            if (control.arity() == 4)
                throw new TermFormatException(name() + " lacks the token that its flags announce");
            token = control.at(4);
        }
        if (has(flags, Op.ALTACT_EXIT)) {
            return new Signal.Exit2(pid(2), alias ? ref(3) : name ? atom(3) : pid(3), term(payload), token);
        }
        if (alias) return new Signal.SendAlias(pid(2), ref(3), term(payload), token);
        if (name) return new Signal.SendNamed(pid(2), atom(3), term(payload), token);
        return new Signal.Send(sender(2), pid(3), term(payload), token);
    }

    private static boolean has(Int flags, int flag) {
        return (flags.bigValue().intValue() & flag) != 0;
    }

    private Signal spawnRequest(Payload payload, @Nullable Term token) {
        if (!(control.at(4) instanceof Tuple mfa)
                || mfa.arity() != 3
                || !(mfa.at(0) instanceof Atom module)
                || !(mfa.at(1) instanceof Atom function)
                || !(mfa.at(2) instanceof Int.Small(long arity))
                || arity < 0
                || arity > 255) {
            throw unexpected(4, "{Module, Function, Arity}");
        }
        if (!(control.at(5) instanceof TermList options)) throw unexpected(5, "a list of options");
        if (!(term(payload) instanceof TermList arguments)) {
            throw new TermFormatException(name() + ": the arguments behind it must be a list");
        }
        return new Signal.SpawnRequest(
                ref(1), pid(2), pid(3), module, function, (int) arity, options, arguments, token);
    }

    private Signal spawnReply(@Nullable Term token) {
        if (!(control.at(3) instanceof Int.Small(long flags)) || flags != (int) flags) throw unexpected(3, "flags");
        return new Signal.SpawnReply(ref(1), pid(2), (int) flags, pidOrName(4), token);
    }

    private long unlinkId() {
        if (control.at(1) instanceof Int id) {
            BigInteger value = id.bigValue();
            if (value.signum() > 0 && value.bitLength() <= UNLINK_ID_BITS) return value.longValue();
        }
        throw unexpected(1, "an id of 1 to 2^64-1");
    }

    private Term sender(int index) {
        // A BEAM does not look at what stands here, if it is no pid.
        return control.at(index) instanceof Pid pid ? pid : Atom.EMPTY;
    }

    private Pid pid(int index) {
        if (control.at(index) instanceof Pid pid) return pid;
        throw unexpected(index, "a pid");
    }

    private Atom atom(int index) {
        if (control.at(index) instanceof Atom atom) return atom;
        throw unexpected(index, "an atom");
    }

    private Ref ref(int index) {
        if (control.at(index) instanceof Ref ref) return ref;
        throw unexpected(index, "a reference");
    }

    private Term pidOrName(int index) {
        Term term = control.at(index);
        if (term instanceof Pid || term instanceof Atom) return term;
        throw unexpected(index, "a pid or an atom");
    }

    private Term term(Payload payload) {
        if (!payload.isPresent()) throw new TermFormatException(name() + ": the term that must follow it is missing");
        try {
            return payload.read();
        } catch (TermFormatException e) {
            throw new TermFormatException(name() + ", in the term that follows it: " + e.getMessage());
        }
    }

    private TermFormatException unexpected(int index, String expected) {
        return new TermFormatException(
                name() + ": element " + (index + 1) + " must be " + expected + ", not " + kind(control.at(index)));
    }

    /** The documentation's spelling, for messages. */
    String name() {
        return Op.name(op);
    }

    private static String kind(Term term) {
        // Not the term itself: it may be megabytes.
        return switch (term) {
            case Int.Small small -> "the integer " + small.value();
            case Atom atom -> "the atom '" + atom.name() + "'";
            default -> "a " + term.getClass().getSimpleName();
        };
    }
}
