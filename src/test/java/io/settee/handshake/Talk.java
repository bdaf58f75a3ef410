package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Fail;
import io.settee.handshake.HandshakeMessage.ChallengeReply;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.util.List;

/** The cast and the vocabulary of the scripted conversations. */
final class Talk {
    static final NodeName ALICE = NodeName.of("alice@host1");
    static final NodeName BOB = NodeName.of("bob@host2");
    static final Cookie COOKIE = Cookie.of("secret", "vm.args line 4");
    static final Cookie OTHER_COOKIE = Cookie.of("monster", "the test");
    static final Creation OURS = new Creation(0x6b0200c9L);
    static final Creation THEIRS = new Creation(0xffff_fff0L);
    static final DistFlags OFFER = DistFlags.OFFER;

    /** With the highest bit set, since a signed challenge in the digest is the classic mistake. */
    static final int CHALLENGE = 0xffff_fff0;

    static final LocalIdentity.Named ALICE_IDENTITY = new LocalIdentity.Named(ALICE, OFFER, OURS);
    static final LocalIdentity.Named BOB_IDENTITY = new LocalIdentity.Named(BOB, OFFER, THEIRS);

    private Talk() {}

    static ByteBuf payload(HandshakeMessage message) {
        ByteBuf out = Unpooled.buffer();
        HandshakeCodec.write(message, out);
        return out;
    }

    static ChallengeReply reply(int challengeOfA, Cookie cookie, int challengeOfB) {
        return new ChallengeReply(challengeOfA, Digest.of(cookie, challengeOfB));
    }

    /** The failure that is the last of these actions. */
    static HandshakeException failure(List<Action> actions) {
        assertThat(actions).last().isInstanceOf(Fail.class);
        return ((Fail) actions.getLast()).cause();
    }

    static HandshakeException failure(List<Action> actions, Reason reason) {
        HandshakeException cause = failure(actions);
        assertThat(cause.reason()).as(cause.getMessage()).isEqualTo(reason);
        return cause;
    }
}
