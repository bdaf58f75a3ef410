package io.settee.handshake;

import static io.settee.handshake.Talk.ALICE;
import static io.settee.handshake.Talk.ALICE_IDENTITY;
import static io.settee.handshake.Talk.BOB;
import static io.settee.handshake.Talk.CHALLENGE;
import static io.settee.handshake.Talk.COOKIE;
import static io.settee.handshake.Talk.OFFER;
import static io.settee.handshake.Talk.OTHER_COOKIE;
import static io.settee.handshake.Talk.OURS;
import static io.settee.handshake.Talk.THEIRS;
import static io.settee.handshake.Talk.failure;
import static io.settee.handshake.Talk.payload;
import static io.settee.handshake.Talk.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.Action.Send;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldChallenge;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.Initiator.OnAlive;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitiatorTest {
    private static final int OUR_CHALLENGE = 0x8000_0000;
    private static final Challenge BOBS_CHALLENGE = new Challenge(OFFER, CHALLENGE, THEIRS, "bob@host2");
    private static final ChallengeAck RIGHT_ACK = new ChallengeAck(Digest.of(COOKIE, OUR_CHALLENGE));

    private final Initiator initiator = initiator(ALICE_IDENTITY, OnAlive.REPLACE);

    private static Initiator initiator(LocalIdentity local, OnAlive onAlive) {
        return new Initiator(local, BOB, COOKIE, onAlive, () -> OUR_CHALLENGE);
    }

    private static List<Action> hears(Initiator initiator, HandshakeMessage message) {
        return initiator.receive(payload(message));
    }

    @ParameterizedTest
    @EnumSource(names = {"OK", "OK_SIMULTANEOUS"})
    void comesUpWithAPeerThatAgrees(Verdict verdict) {
        assertThat(initiator.start()).containsExactly(new Send(new SendName(OFFER, OURS, "alice@host1")));
        assertThat(hears(initiator, verdict)).isEmpty();
        assertThat(hears(initiator, BOBS_CHALLENGE)).containsExactly(new Send(reply(OUR_CHALLENGE, COOKIE, CHALLENGE)));
        assertThat(hears(initiator, RIGHT_ACK))
                .containsExactly(new Done(new PeerIdentity(BOB, OFFER, THEIRS), ALICE_IDENTITY));
    }

    @Test
    void agreesOnWhatBothCanDo() {
        var visible = new LocalIdentity.Named(ALICE, OFFER.with(DistFlags.PUBLISHED), OURS);
        assertThat(agreed(visible, OFFER.without(DistFlags.FRAGMENTS))).isEqualTo(OFFER.without(DistFlags.FRAGMENTS));
        assertThat(agreed(visible, OFFER.with(DistFlags.PUBLISHED)).has(DistFlags.PUBLISHED))
                .isTrue();
        assertThat(agreed(ALICE_IDENTITY, OFFER.with(DistFlags.PUBLISHED)).has(DistFlags.PUBLISHED))
                .isFalse();
    }

    private static DistFlags agreed(LocalIdentity local, DistFlags offered) {
        Initiator initiator = initiator(local, OnAlive.REPLACE);
        initiator.start();
        hears(initiator, Verdict.OK);
        hears(initiator, new Challenge(offered, CHALLENGE, THEIRS, "bob@host2"));
        return ((Done) hears(initiator, RIGHT_ACK).getFirst()).peer().agreed();
    }

    @Test
    void talksToAPeerOfOtp23WhichLacksWideIdsAndUnlinkIds() {
        initiator.start();
        hears(initiator, Verdict.OK);
        assertThat(hears(initiator, new Challenge(new DistFlags(0x101df7fbdL), CHALLENGE, THEIRS, "bob@host2")))
                .hasSize(1)
                .hasOnlyElementsOfType(Send.class);
    }

    @Test
    void acceptsTheDigestFlagInPlaceOfTheFlagsItStandsFor() {
        initiator.start();
        hears(initiator, Verdict.OK);
        assertThat(hears(
                        initiator, new Challenge(new DistFlags(DistFlags.MANDATORY_25_DIGEST), 1, THEIRS, "bob@host2")))
                .hasOnlyElementsOfType(Send.class);
    }

    @Test
    void dropsTheOldConnectionBeforeItAgreesToReplaceIt() {
        initiator.start();
        assertThat(hears(initiator, Verdict.ALIVE)).containsExactly(new DropOld(BOB), new Send(new AliveAnswer(true)));
        assertThat(hears(initiator, BOBS_CHALLENGE)).hasOnlyElementsOfType(Send.class);
        assertThat(hears(initiator, RIGHT_ACK)).hasOnlyElementsOfType(Done.class);
    }

    @Test
    void leavesTheOldConnectionAloneWhenToldSo() {
        Initiator modest = initiator(ALICE_IDENTITY, OnAlive.GIVE_UP);
        modest.start();
        List<Action> actions = hears(modest, Verdict.ALIVE);
        assertThat(actions).first().isEqualTo(new Send(new AliveAnswer(false)));
        failure(actions, Reason.ALIVE);
    }

    @Test
    void stopsOnNokBecauseThePeersOwnAttemptWins() {
        initiator.start();
        assertThat(failure(hears(initiator, Verdict.NOK), Reason.NOK)).hasMessageContaining("our listener");
    }

    @Test
    void tellsWhereARefusalIsConfigured() {
        initiator.start();
        assertThat(failure(hears(initiator, Verdict.NOT_ALLOWED), Reason.NOT_ALLOWED))
                .hasMessageStartingWith("bob@host2: handshake refused: not_allowed.")
                .hasMessageContaining("net_kernel:allow/1");
    }

    @Test
    void takesTheNameItAskedFor() {
        Initiator nameless =
                initiator(new LocalIdentity.Nameless("host1", OFFER.with(DistFlags.PUBLISHED)), OnAlive.REPLACE);
        DistFlags asking = OFFER.with(DistFlags.NAME_ME);
        assertThat(nameless.start()).containsExactly(new Send(new SendName(asking, new Creation(0), "host1")));
        NodeName given = NodeName.of("OUQG18SETH6J@host1");
        assertThat(hears(nameless, new Named(given, new Creation(5)))).isEmpty();
        // A BEAM repeats the request among its own flags; we do not in later handshakes, since we have a name then.
        hears(nameless, new Challenge(asking, CHALLENGE, THEIRS, "bob@host2"));
        assertThat(hears(nameless, RIGHT_ACK))
                .containsExactly(new Done(
                        new PeerIdentity(BOB, OFFER, THEIRS), new LocalIdentity.Named(given, OFFER, new Creation(5))));
    }

    @Test
    void failsWhenItAskedForANameAndGotNone() {
        Initiator nameless = initiator(new LocalIdentity.Nameless("host1", OFFER), OnAlive.REPLACE);
        nameless.start();
        assertThat(failure(hears(nameless, Verdict.OK), Reason.PROTOCOL)).hasMessageContaining("gave us no name");
    }

    @Test
    void takesNoNameItDidNotAskFor() {
        initiator.start();
        assertThat(failure(hears(initiator, new Named(NodeName.of("x@y"), OURS)), Reason.PROTOCOL))
                .hasMessageContaining("sent status named:, while we awaited its status");
    }

    @Test
    void refusesAnotherNodeThanTheOneItDialled() {
        initiator.start();
        hears(initiator, Verdict.OK);
        assertThat(failure(hears(initiator, new Challenge(OFFER, 1, THEIRS, "eve@host2")), Reason.WRONG_NODE))
                .hasMessageContaining("we dialled bob@host2, and 'eve@host2' is there");
    }

    @Test
    void namesTheFlagsThatThePeerLacks() {
        initiator.start();
        hears(initiator, Verdict.OK);
        var poor =
                new Challenge(OFFER.without(DistFlags.MANDATORY_25_DIGEST | DistFlags.MAP_TAG), 1, THEIRS, "bob@host2");
        assertThat(failure(hears(initiator, poor), Reason.MISSING_FLAGS)).hasMessageContaining("it lacks MAP_TAG.");
    }

    @Test
    void refusesAPeerThatAnswersInTheOldForm() {
        initiator.start();
        hears(initiator, Verdict.OK);
        var old = new OldChallenge(new DistFlags(0x7fdL), 1, "bob@host2");
        assertThat(failure(hears(initiator, old), Reason.MISSING_FLAGS))
                .hasMessageContaining("Erlang/OTP 22 and older")
                .hasMessageContaining("HANDSHAKE_23");
    }

    @Test
    void noticesAPeerThatDoesNotKnowTheCookie() {
        initiator.start();
        hears(initiator, Verdict.OK);
        hears(initiator, BOBS_CHALLENGE);
        var wrong = new ChallengeAck(Digest.of(OTHER_COOKIE, OUR_CHALLENGE));
        assertThat(failure(hears(initiator, wrong), Reason.BAD_COOKIE))
                .hasMessage("bob@host2: cookie mismatch (ours is from vm.args line 4)."
                        + " Compare erlang:get_cookie() on the peer.");
    }

    @Test
    void takesEveryPairThatIsNotDrawnForAProtocolError() {
        List<HandshakeMessage> all = List.of(Verdict.OK, BOBS_CHALLENGE, RIGHT_ACK);
        for (int state = 0; state < all.size(); state++) {
            for (HandshakeMessage message : all) {
                if (message.equals(all.get(state))) continue;
                Initiator walker = initiator(ALICE_IDENTITY, OnAlive.REPLACE);
                walker.start();
                all.subList(0, state).forEach(m -> hears(walker, m));
                String awaited = walker.awaiting();
                assertThat(failure(hears(walker, message), Reason.PROTOCOL))
                        .hasMessage("bob@host2: sent " + message.title() + ", while we awaited " + awaited);
            }
        }
    }

    @Test
    void neverThrowsForBytesThatAreNoMessage() {
        for (int length = 0; length < 40; length++) {
            Initiator fresh = initiator(ALICE_IDENTITY, OnAlive.REPLACE);
            fresh.start();
            ByteBuf noise = Unpooled.wrappedBuffer(new byte[length]);
            assertThat(failure(fresh.receive(noise), Reason.PROTOCOL))
                    .hasMessageContaining("while we awaited its status");
        }
    }

    @Test
    void takesNothingMoreWhenItIsOver() {
        initiator.start();
        hears(initiator, Verdict.NOK);
        assertThat(failure(hears(initiator, Verdict.OK), Reason.PROTOCOL))
                .hasMessageContaining("the handshake was over");
    }

    @Test
    void startsOnce() {
        initiator.start();
        assertThatThrownBy(initiator::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void explainsWhyAPeerMayHaveClosed() {
        initiator.start();
        assertThat(closed(Reason.CLOSED))
                .hasMessageContaining("right after our send_name")
                .hasMessageContaining("TLS");
    }

    @Test
    void takesACloseAfterItsReplyForAWrongCookieAsTheBeamMeansIt() {
        initiator.start();
        hears(initiator, Verdict.OK);
        hears(initiator, BOBS_CHALLENGE);
        assertThat(closed(Reason.BAD_COOKIE)).hasMessageContaining("cookie mismatch (ours is from vm.args line 4)");
    }

    @Test
    void explainsACloseAfterAlive() {
        initiator.start();
        hears(initiator, Verdict.ALIVE);
        assertThat(closed(Reason.CLOSED)).hasMessageContaining("replace the old connection");
    }

    private HandshakeException closed(Reason reason) {
        HandshakeException cause = initiator.closed();
        assertThat(cause.reason()).isEqualTo(reason);
        return cause;
    }

    @Test
    void saysHowLongItWaitedAndForWhat() {
        initiator.start();
        HandshakeException cause = initiator.timedOut(Duration.ofSeconds(7));
        assertThat(cause.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(cause)
                .hasMessageContaining("no answer in 7 s while we awaited its status")
                .hasMessageContaining("TLS");
    }
}
