package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.Action.Fail;
import io.settee.handshake.Action.Send;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.ChallengeReply;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldChallenge;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;

/**
 * The side that dialled.
 *
 * <pre>
 *   Ready ──start: send_name──▶ AwaitStatus ──ok, ok_simultaneous, named:──────▶ AwaitChallenge ──challenge: reply──▶ AwaitAck ──ack──▶ Ended: Done
 *                                    ├──alive, we replace: drop old, "true"──▶ AwaitChallenge
 *                                    ├──alive, we give up: "false"───────────▶ Ended: Fail
 *                                    └──nok, not_allowed─────────────────────▶ Ended: Fail
 * </pre>
 *
 * Whatever is not drawn ends in {@link Fail}. Not thread-safe: a connection's event loop owns it.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Handshake".
 */
public final class Initiator {
    /** What to do when the peer believes that it is connected to us already. */
    public enum OnAlive {
        /** Have it drop that connection: right when we know of none. */
        REPLACE,
        /** Leave that connection alone and fail with {@link Reason#ALIVE}. */
        GIVE_UP
    }

    private final LocalIdentity local;
    private final NodeName peer;
    private final Cookie cookie;
    private final OnAlive onAlive;
    private final Challenges challenges;
    private State state = new Ready();

    /**
     * @param peer   the node that was dialled; another that answers in its place is refused
     * @param cookie ours for this peer
     */
    public Initiator(LocalIdentity local, NodeName peer, Cookie cookie, OnAlive onAlive) {
        this(local, peer, cookie, onAlive, Challenges.SECURE);
    }

    Initiator(LocalIdentity local, NodeName peer, Cookie cookie, OnAlive onAlive, Challenges challenges) {
        this.local = local;
        this.peer = peer;
        this.cookie = cookie;
        this.onAlive = onAlive;
        this.challenges = challenges;
    }

    private sealed interface State {}

    private record Ready() implements State {}

    private record AwaitStatus() implements State {}

    private record AwaitChallenge(LocalIdentity.Named self, boolean replacing) implements State {}

    private record AwaitAck(LocalIdentity.Named self, PeerIdentity peer, Digest expected) implements State {}

    private record Ended() implements State {}

    private record Step(State state, HandshakeMessage message) {}

    /**
     * The first words, to be called once, when bytes may flow.
     *
     * @throws IllegalStateException if called again
     */
    public List<Action> start() {
        if (!(state instanceof Ready)) throw new IllegalStateException("this handshake has begun already");
        var introduction = switch (local) {
            case LocalIdentity.Named(var name, var offer, var creation) ->
                new SendName(offer, creation, name.toString());
            // OTP "Distribution Handshake", step 2: with NAME_ME the name is the host alone, the creation 0.
            case LocalIdentity.Nameless(var host, var offer) -> new SendName(offer, new Creation(0), host);
        };
        return goTo(new AwaitStatus(), new Send(introduction));
    }

    /** Takes one message without its length. Reads the buffer, does not release it, never throws for what the peer sent. */
    public List<Action> receive(ByteBuf payload) {
        try {
            return step(HandshakeCodec.readFromAcceptor(payload));
        } catch (HandshakeException malformed) {
            return fail(Reason.PROTOCOL, "sent " + malformed.getMessage() + ", while we awaited " + awaiting());
        }
    }

    private List<Action> step(HandshakeMessage message) {
        return switch (new Step(state, message)) {
            case Step(AwaitStatus s, Verdict v) -> judged(v);
            case Step(AwaitStatus s, Named n) when local instanceof LocalIdentity.Nameless l -> named(l, n);
            case Step(AwaitChallenge s, Challenge c) -> challenged(s, c);
            case Step(AwaitChallenge s, OldChallenge c) -> fail(Reason.MISSING_FLAGS, tooOld(c));
            case Step(AwaitAck s, ChallengeAck a)
            when a.digest().equals(s.expected()) -> goTo(new Ended(), new Done(s.peer(), s.self()));
            case Step(AwaitAck s, ChallengeAck a) -> fail(Reason.BAD_COOKIE, Wording.cookieMismatch(cookie));
            case Step(State s, HandshakeMessage m) ->
                fail(Reason.PROTOCOL, "sent " + m.title() + ", while we awaited " + awaiting());
        };
    }

    private List<Action> judged(Verdict verdict) {
        return switch (verdict) {
            case OK, OK_SIMULTANEOUS ->
                switch (local) {
                    case LocalIdentity.Named self -> goTo(new AwaitChallenge(self, false));
                    case LocalIdentity.Nameless n ->
                        fail(
                                Reason.PROTOCOL,
                                "gave us no name though we asked for one; it does not know dynamic node names. Start with"
                                        + " a name.");
                };
            case ALIVE -> alive();
            case NOK ->
                fail(
                        Reason.NOK,
                        "handshake refused: nok. The peer is dialling us at this moment, and its attempt goes first; its"
                                + " connection should arrive at our listener.");
            case NOT_ALLOWED ->
                fail(
                        Reason.NOT_ALLOWED,
                        "handshake refused: not_allowed. The peer limits who may connect, see net_kernel:allow/1 there, or"
                                + " misses an ability in our offer; its log tells which.");
        };
    }

    private List<Action> alive() {
        if (onAlive == OnAlive.REPLACE && local instanceof LocalIdentity.Named self) {
            // OTP 23 and 24 wait for the end of the old connection before the challenge: ours must be closed by then.
            return goTo(new AwaitChallenge(self, true), new DropOld(peer), new Send(new AliveAnswer(true)));
        }
        var cause = new HandshakeException(
                Reason.ALIVE,
                peer,
                "the peer believes that it is connected to us already, and we did not ask it to replace that connection.");
        return goTo(new Ended(), new Send(new AliveAnswer(false)), new Fail(cause));
    }

    private List<Action> named(LocalIdentity.Nameless nameless, Named given) {
        return goTo(new AwaitChallenge(
                new LocalIdentity.Named(given.name(), nameless.offer().without(DistFlags.NAME_ME), given.creation()),
                false));
    }

    private List<Action> challenged(AwaitChallenge s, Challenge c) {
        if (!c.name().equals(peer.toString())) {
            return fail(
                    Reason.WRONG_NODE,
                    "another node answered: we dialled " + peer + ", and " + Wording.quoted(c.name())
                            + " is there. The address or port known for " + peer + " is out of date or wrong.");
        }
        List<String> missing = c.flags().missingMandatory();
        if (!missing.isEmpty()) {
            return fail(
                    Reason.MISSING_FLAGS,
                    "the peer cannot do what we need: it lacks " + String.join(", ", missing) + ".");
        }
        int challenge = challenges.next();
        return goTo(
                new AwaitAck(
                        s.self(),
                        PeerIdentity.of(peer, local.offer(), c.flags(), c.creation()),
                        Digest.of(cookie, challenge)),
                new Send(new ChallengeReply(challenge, Digest.of(cookie, c.challenge()))));
    }

    private static String tooOld(OldChallenge c) {
        return Wording.quoted(c.name()) + " answers with the handshake of Erlang/OTP 22 and older (it lacks "
                + String.join(", ", c.flags().missingMandatory()) + "); 23 is the oldest release we can talk to.";
    }

    private List<Action> goTo(State next, Action... actions) {
        state = next;
        return List.of(actions);
    }

    private List<Action> fail(Reason reason, String message) {
        return goTo(new Ended(), new Fail(new HandshakeException(reason, peer, message)));
    }

    /** What has to come next; completes "while we awaited …". */
    public String awaiting() {
        return switch (state) {
            case Ready s -> "our own start";
            case AwaitStatus s -> "its status";
            case AwaitChallenge s -> "its challenge";
            case AwaitAck s -> "its challenge_ack";
            case Ended s -> "nothing more: the handshake was over";
        };
    }

    /** Ends the handshake because the peer closed the connection, and says what that usually means. */
    public HandshakeException closed() {
        HandshakeException cause = switch (state) {
            case Ready s -> closed("before the handshake began.");
            case AwaitStatus s ->
                closed("right after our send_name, without a status. Perhaps it speaks TLS on this port, is shutting"
                        + " down, or something between us, such as a proxy, answered in its place.");
            case AwaitChallenge s
            when s.replacing() ->
                closed("before its challenge, though we agreed to replace the old connection; it may still be closing"
                        + " that one. Try again.");
            case AwaitChallenge s -> closed("after its status, before its challenge. Its log should say why.");
            // OTP dist_util.erl: a bad challenge_reply is logged there and answered by closing, with no word to us.
            case AwaitAck s ->
                new HandshakeException(
                        Reason.BAD_COOKIE,
                        peer,
                        "the peer closed the connection after our challenge_reply, which is a BEAM's way to report a "
                                + Wording.cookieMismatch(cookie));
            case Ended s -> closed("after the handshake was over.");
        };
        state = new Ended();
        return cause;
    }

    private HandshakeException closed(String when) {
        return new HandshakeException(Reason.CLOSED, peer, "the peer closed the connection " + when);
    }

    /** Ends the handshake because the peer said nothing for that long, and says what that usually means. */
    public HandshakeException timedOut(Duration waited) {
        String meaning = switch (state) {
            case AwaitStatus s ->
                " Something accepts connections there and does not answer: a port that speaks TLS, a node that hangs,"
                        + " or no Erlang node at all.";
            case AwaitChallenge s
            when s.replacing() -> " Before OTP 25 a node waits here until its old connection to us has ended.";
            case Ready s -> "";
            case AwaitChallenge s -> "";
            case AwaitAck s -> "";
            case Ended s -> "";
        };
        String message = "no answer in " + Wording.duration(waited) + " while we awaited " + awaiting() + "." + meaning;
        state = new Ended();
        return new HandshakeException(Reason.TIMEOUT, peer, message);
    }
}
