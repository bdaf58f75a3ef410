package io.settee.handshake;

import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;

/**
 * What the two sides say to each other before the connection is up, named as in OTP "Distribution Protocol", section
 * "Distribution Handshake". A is the initiator, who dialled; B is the acceptor.
 */
public sealed interface HandshakeMessage {
    /**
     * A to B, tag {@code N}: who dials.
     *
     * @param name {@code name@host}, or only the host if the flags ask for a name ({@link DistFlags#NAME_ME})
     */
    record SendName(DistFlags flags, Creation creation, String name) implements HandshakeMessage {}

    /** A to B, tag {@code n}: the form before OTP 23, with 32 bits of flags and no creation. */
    record OldSendName(DistFlags flags, String name) implements HandshakeMessage {}

    /** B to A, tag {@code s}: whether A may go on. */
    sealed interface Status extends HandshakeMessage {}

    /** A status that consists of its word alone. */
    enum Verdict implements Status {
        OK("ok"),
        /** B was dialling A, too, and gives up its own attempt. */
        OK_SIMULTANEOUS("ok_simultaneous"),
        /** B is dialling A, too, and its attempt wins. */
        NOK("nok"),
        NOT_ALLOWED("not_allowed"),
        /** B has a connection to A already; A answers with {@link AliveAnswer}. */
        ALIVE("alive");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        /** As on the wire. */
        public String word() {
            return word;
        }
    }

    /** The status {@code named:}: B gives A the name it asked for. */
    record Named(NodeName name, Creation creation) implements Status {}

    /** A to B, tag {@code s}: whether this connection shall replace the one that B called alive. */
    record AliveAnswer(boolean replace) implements HandshakeMessage {}

    /** B to A, tag {@code N}: who answers, and what A has to prove the cookie with. */
    record Challenge(DistFlags flags, int challenge, Creation creation, String name) implements HandshakeMessage {}

    /** B to A, tag {@code n}: the form before OTP 23. */
    record OldChallenge(DistFlags flags, int challenge, String name) implements HandshakeMessage {}

    /**
     * A to B, tag {@code c}: what {@link OldSendName} had no room for.
     *
     * @param highFlags only bits 32 to 63 are set
     */
    record Complement(DistFlags highFlags, Creation creation) implements HandshakeMessage {}

    /** A to B, tag {@code r}: A's proof, and its challenge to B. */
    record ChallengeReply(int challenge, Digest digest) implements HandshakeMessage {}

    /** B to A, tag {@code a}: B's proof. The connection is up. */
    record ChallengeAck(Digest digest) implements HandshakeMessage {}

    /** What the documentation calls this message. */
    default String title() {
        return switch (this) {
            case SendName m -> "send_name";
            case OldSendName m -> "old send_name";
            case Verdict v -> "status " + v.word();
            case Named m -> "status named:";
            case AliveAnswer m -> "alive answer " + m.replace();
            case Challenge m -> "challenge";
            case OldChallenge m -> "old challenge";
            case Complement m -> "complement";
            case ChallengeReply m -> "challenge_reply";
            case ChallengeAck m -> "challenge_ack";
        };
    }
}
