package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Admit;
import io.settee.handshake.Action.AssignName;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.Action.Fail;
import io.settee.handshake.Action.Send;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.ChallengeReply;
import io.settee.handshake.HandshakeMessage.Complement;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldSendName;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Status;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The side that was dialled.
 *
 * <pre>
 *   AwaitName ──send_name: Admit──────────────▶ AwaitAdmission ──ok, ok_simultaneous: status, challenge──▶ AwaitReply
 *             │                                       ├──alive: status──▶ AwaitAnswer ──"true": challenge──▶ AwaitReply
 *             │                                       │                               └─"false"────────────▶ Ended: Fail
 *             │                                       └──nok, not_allowed: status──▶ Ended: Fail
 *             └─send_name, NAME_ME: AssignName──▶ AwaitAssignment ──named: status, challenge──▶ AwaitReply
 *                                                     └──not_allowed: status──▶ Ended: Fail
 *   AwaitReply ──reply: (alive: drop old,) ack──▶ Ended: Done
 *
 *   A peer of the old form passes AwaitComplement on its way to AwaitReply, after the challenge.
 * </pre>
 *
 * Whatever is not drawn ends in {@link Fail}. Not thread-safe: a connection's event loop owns it.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Handshake".
 */
public final class Acceptor {
    private final LocalIdentity.Named self;
    private final Function<NodeName, Cookie> cookies;
    private final Challenges challenges;
    private State state = new AwaitName();
    private @Nullable NodeName peer;

    /**
     * @param cookies our cookie for a peer; asked after its admission
     */
    public Acceptor(LocalIdentity.Named self, Function<NodeName, Cookie> cookies) {
        this(self, cookies, Challenges.SECURE);
    }

    Acceptor(LocalIdentity.Named self, Function<NodeName, Cookie> cookies, Challenges challenges) {
        this.self = self;
        this.cookies = cookies;
        this.challenges = challenges;
    }

    /** What the peer told about itself. */
    private record Claim(NodeName name, DistFlags offered, Creation creation, boolean oldForm) {
        Claim completedBy(Complement c) {
            return new Claim(name, offered.with(c.highFlags().bits()), c.creation(), false);
        }
    }

    private sealed interface State {}

    private record AwaitName() implements State {}

    private record AwaitAdmission(Claim claim) implements State {}

    private record AwaitAssignment(DistFlags offered) implements State {}

    private record AwaitAnswer(Claim claim) implements State {}

    private record AwaitComplement(Claim claim, int challenge, boolean replacing) implements State {}

    private record AwaitReply(Claim claim, int challenge, boolean replacing) implements State {}

    private record Ended() implements State {}

    private record Step(State state, HandshakeMessage message) {}

    private record Ruling(State state, Status verdict) {}

    /** Takes one message without its length. Reads the buffer, does not release it, never throws for what the peer sent. */
    public List<Action> receive(ByteBuf payload) {
        try {
            return step(HandshakeCodec.readFromInitiator(payload));
        } catch (HandshakeException malformed) {
            return fail(Reason.PROTOCOL, "sent " + malformed.getMessage() + ", while we awaited " + awaiting());
        }
    }

    private List<Action> step(HandshakeMessage message) {
        return switch (new Step(state, message)) {
            case Step(AwaitName s, SendName(var flags, var creation, var name))
            when flags.has(DistFlags.NAME_ME) -> nameless(flags, name);
            case Step(AwaitName s, SendName(var flags, var creation, var name)) ->
                introduced(flags, creation, name, false);
            case Step(AwaitName s, OldSendName(var flags, var name)) -> introduced(flags, new Creation(0), name, true);
            case Step(AwaitAnswer s, AliveAnswer(boolean replace)) when replace -> challenge(s.claim(), true);
            case Step(AwaitAnswer s, AliveAnswer a) ->
                fail(Reason.ALIVE, "the peer keeps the connection that it has to us, and gave this one up.");
            case Step(AwaitComplement s, Complement c) ->
                goTo(new AwaitReply(s.claim().completedBy(c), s.challenge(), s.replacing()));
            case Step(AwaitReply s, ChallengeReply r) -> replied(s, r);
            case Step(State s, HandshakeMessage m) ->
                fail(Reason.PROTOCOL, "sent " + m.title() + ", while we awaited " + awaiting());
        };
    }

    /**
     * Answers {@link Admit} or {@link AssignName}. If the handshake has ended in the meantime nothing happens: the verdict may well
     * come from another thread than the bytes that made it void.
     *
     * @throws IllegalArgumentException if this verdict does not answer the question that was asked
     * @throws IllegalStateException if no question is open
     */
    public List<Action> admit(Status verdict) {
        return switch (new Ruling(state, verdict)) {
            case Ruling(Ended s, Status v) -> List.of();
            case Ruling(AwaitAdmission s, Verdict v) -> judged(s.claim(), v);
            case Ruling(AwaitAssignment s, Named n) -> {
                peer = n.name();
                yield challenge(new Claim(n.name(), s.offered(), n.creation(), false), false, new Send(n));
            }
            case Ruling(AwaitAssignment s, Verdict v) when v == Verdict.NOT_ALLOWED -> refuse(v, "asks for a name");
            case Ruling(AwaitAdmission s, Status v) ->
                throw new IllegalArgumentException(peer + " has a name and was given another: " + v);
            case Ruling(AwaitAssignment s, Status v) ->
                throw new IllegalArgumentException("a peer that asks for a name gets one or not_allowed, not " + v);
            case Ruling(State s, Status v) -> throw new IllegalStateException("nobody asked; we await " + awaiting());
        };
    }

    private List<Action> introduced(DistFlags flags, Creation creation, String name, boolean oldForm) {
        NodeName claimed;
        try {
            claimed = NodeName.of(name);
        } catch (IllegalArgumentException e) {
            return fail(
                    Reason.PROTOCOL,
                    "a peer introduced itself as " + Wording.quoted(name) + ", which is no node name: name@host is"
                            + " needed, the name of letters, digits, _ and -, the host in ASCII.");
        }
        peer = claimed;
        List<String> missing = flags.missingMandatory();
        if (!missing.isEmpty()) {
            return refuse(
                    Reason.MISSING_FLAGS,
                    "refused: it lacks " + String.join(", ", missing)
                            + (oldForm ? " (Erlang/OTP 22 or older; 23 is the oldest release we can talk to)." : "."));
        }
        if (claimed.equals(self.name())) {
            return refuse(
                    Reason.NOT_ALLOWED, "refused: the peer claims our own name. Two nodes with one name cannot meet.");
        }
        return goTo(new AwaitAdmission(new Claim(claimed, flags, creation, oldForm)), new Admit(claimed, flags));
    }

    private List<Action> nameless(DistFlags flags, String host) {
        try {
            var probe = new NodeName("nameless", host);
            List<String> missing = flags.missingMandatory();
            if (!missing.isEmpty()) {
                return refuse(
                        Reason.MISSING_FLAGS,
                        "a nameless node at " + probe.host() + " was refused: it lacks " + String.join(", ", missing)
                                + ".");
            }
            return goTo(new AwaitAssignment(flags), new AssignName(probe.host(), flags));
        } catch (IllegalArgumentException e) {
            return fail(
                    Reason.PROTOCOL,
                    "a peer asks for a node name at the host " + Wording.quoted(host) + ", which is no host name.");
        }
    }

    private List<Action> judged(Claim claim, Verdict verdict) {
        return switch (verdict) {
            case OK, OK_SIMULTANEOUS -> challenge(claim, false, new Send(verdict));
            case ALIVE -> goTo(new AwaitAnswer(claim), new Send(verdict));
            case NOK ->
                refuse(Reason.NOK, verdict, "refused: nok. We are dialling the peer, too, and our attempt goes first.");
            case NOT_ALLOWED -> refuse(verdict, claim.name() + " wants to connect");
        };
    }

    private List<Action> challenge(Claim claim, boolean replacing, Action... before) {
        int challenge = challenges.next();
        var send = new Send(new Challenge(
                offerTo(claim), challenge, self.creation(), self.name().toString()));
        State next = claim.oldForm()
                ? new AwaitComplement(claim, challenge, replacing)
                : new AwaitReply(claim, challenge, replacing);
        return before.length == 0 ? goTo(next, send) : goTo(next, before[0], send);
    }

    // OTP dist_util.erl, publish_flag/3 and do_setnode/1: a node takes its new name only if the acceptor has set
    // NAME_ME, too, which
    // it does in place of PUBLISHED.
    private DistFlags offerTo(Claim claim) {
        return claim.offered().has(DistFlags.NAME_ME)
                ? self.offer().without(DistFlags.PUBLISHED).with(DistFlags.NAME_ME)
                : self.offer();
    }

    private List<Action> replied(AwaitReply s, ChallengeReply reply) {
        NodeName name = s.claim().name();
        Cookie cookie = cookies.apply(name);
        if (!reply.digest().equals(Digest.of(cookie, s.challenge()))) {
            return goTo(new Ended(), new Fail(Wording.badCookie(name, cookie)));
        }
        var ack = new Send(new ChallengeAck(Digest.of(cookie, reply.challenge())));
        var done = new Done(
                PeerIdentity.of(
                        s.claim().name(),
                        offerTo(s.claim()),
                        s.claim().offered(),
                        s.claim().creation()),
                self);
        return s.replacing() ? goTo(new Ended(), new DropOld(name), ack, done) : goTo(new Ended(), ack, done);
    }

    private List<Action> refuse(Verdict verdict, String who) {
        return refuse(Reason.NOT_ALLOWED, verdict, who + " and was refused: not_allowed.");
    }

    private List<Action> refuse(Reason reason, String message) {
        return refuse(reason, Verdict.NOT_ALLOWED, message);
    }

    private List<Action> refuse(Reason reason, Verdict verdict, String message) {
        return goTo(new Ended(), new Send(verdict), new Fail(new HandshakeException(reason, peer, message)));
    }

    private List<Action> goTo(State next, Action... actions) {
        state = next;
        return List.of(actions);
    }

    private List<Action> fail(Reason reason, String message) {
        return goTo(new Ended(), new Fail(new HandshakeException(reason, peer, message)));
    }

    /** The name that the peer goes by; empty until it has told it or was given one. Unproved until {@link Done}. */
    public Optional<NodeName> peer() {
        return Optional.ofNullable(peer);
    }

    /** What has to come next; completes "while we awaited …". */
    public String awaiting() {
        return switch (state) {
            case AwaitName s -> "its send_name";
            case AwaitAdmission s -> "our own verdict about it";
            case AwaitAssignment s -> "our own choice of its name";
            case AwaitAnswer s -> "its answer to alive";
            case AwaitComplement s -> "its complement";
            case AwaitReply s -> "its challenge_reply";
            case Ended s -> "nothing more: the handshake was over";
        };
    }

    /** Ends the handshake because the peer closed the connection, and says what that usually means. */
    public HandshakeException closed() {
        String when = switch (state) {
            case AwaitName s ->
                "without a word. A port scan or health check does that, or a client that expected TLS here.";
            case AwaitAdmission s -> "before it got our verdict.";
            case AwaitAssignment s -> "before it got a name from us.";
            case AwaitAnswer s -> "instead of answering alive; it gave this attempt up.";
            // OTP dist_util.erl: an initiator that dislikes the challenge closes with no word to us.
            case AwaitComplement s -> disliked();
            case AwaitReply s -> disliked();
            case Ended s -> "after the handshake was over.";
        };
        state = new Ended();
        return new HandshakeException(Reason.CLOSED, peer, "the peer closed the connection " + when);
    }

    private String disliked() {
        return "after our challenge. A BEAM does that if it dialled another name than " + self.name()
                + " or misses an ability in our offer " + self.offer() + "; its log tells which.";
    }

    /** Ends the handshake because the peer said nothing for that long, and says what that usually means. */
    public HandshakeException timedOut(Duration waited) {
        String meaning =
                state instanceof AwaitName ? " It connected and stayed silent, which no Erlang node does." : "";
        String message = "no word in " + Wording.duration(waited) + " while we awaited " + awaiting() + "." + meaning;
        state = new Ended();
        return new HandshakeException(Reason.TIMEOUT, peer, message);
    }
}
