package io.settee.handshake;

import static io.settee.handshake.Talk.ALICE;
import static io.settee.handshake.Talk.BOB_IDENTITY;
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

import io.netty.buffer.Unpooled;
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
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptorTest {
    private static final int ALICES_CHALLENGE = 17;
    private static final SendName HELLO = new SendName(OFFER, OURS, "alice@host1");
    private static final ChallengeReply RIGHT_REPLY = reply(ALICES_CHALLENGE, COOKIE, CHALLENGE);
    private static final Send OUR_CHALLENGE = new Send(new Challenge(OFFER, CHALLENGE, THEIRS, "bob@host2"));
    private static final Send OUR_ACK = new Send(new ChallengeAck(Digest.of(COOKIE, ALICES_CHALLENGE)));
    private static final Done DONE = new Done(new PeerIdentity(ALICE, OFFER, OURS), BOB_IDENTITY);

    private final Acceptor acceptor = acceptor();

    private static Acceptor acceptor() {
        return new Acceptor(BOB_IDENTITY, peer -> COOKIE, () -> CHALLENGE);
    }

    private static List<Action> hears(Acceptor acceptor, HandshakeMessage message) {
        return acceptor.receive(payload(message));
    }

    @ParameterizedTest
    @EnumSource(names = {"OK", "OK_SIMULTANEOUS"})
    void comesUpWithAPeerThatIsAdmitted(Verdict verdict) {
        assertThat(hears(acceptor, HELLO)).containsExactly(new Admit(ALICE, OFFER));
        assertThat(acceptor.admit(verdict)).containsExactly(new Send(verdict), OUR_CHALLENGE);
        assertThat(hears(acceptor, RIGHT_REPLY)).containsExactly(OUR_ACK, DONE);
    }

    @Test
    void asksForTheCookieOfTheVeryPeer() {
        var choosy = new Acceptor(BOB_IDENTITY, peer -> peer.equals(ALICE) ? OTHER_COOKIE : COOKIE, () -> CHALLENGE);
        hears(choosy, HELLO);
        choosy.admit(Verdict.OK);
        assertThat(hears(choosy, reply(1, OTHER_COOKIE, CHALLENGE))).last().isInstanceOf(Done.class);
    }

    @Test
    void refusesAPeerThatDoesNotKnowTheCookieAndSendsItNoProof() {
        hears(acceptor, HELLO);
        acceptor.admit(Verdict.OK);
        List<Action> actions = hears(acceptor, reply(1, OTHER_COOKIE, CHALLENGE));
        assertThat(actions).hasSize(1);
        assertThat(failure(actions, Reason.BAD_COOKIE))
                .hasMessage("alice@host1: cookie mismatch (ours is from vm.args line 4)."
                        + " Compare erlang:get_cookie() on the peer.");
    }

    @Test
    void dropsTheOldConnectionOnlyAfterTheNewOneHasProvedTheCookie() {
        hears(acceptor, HELLO);
        assertThat(acceptor.admit(Verdict.ALIVE)).containsExactly(new Send(Verdict.ALIVE));
        assertThat(hears(acceptor, new AliveAnswer(true))).containsExactly(OUR_CHALLENGE);
        assertThat(hears(acceptor, RIGHT_REPLY)).containsExactly(new DropOld(ALICE), OUR_ACK, DONE);
    }

    @Test
    void keepsTheOldConnectionIfTheNewOneDoesNotKnowTheCookie() {
        hears(acceptor, HELLO);
        acceptor.admit(Verdict.ALIVE);
        hears(acceptor, new AliveAnswer(true));
        assertThat(hears(acceptor, reply(1, OTHER_COOKIE, CHALLENGE))).hasOnlyElementsOfType(Fail.class);
    }

    @Test
    void endsWhenThePeerPrefersItsOldConnection() {
        hears(acceptor, HELLO);
        acceptor.admit(Verdict.ALIVE);
        List<Action> actions = hears(acceptor, new AliveAnswer(false));
        assertThat(actions).hasSize(1);
        failure(actions, Reason.ALIVE);
    }

    @Test
    void tellsNokToAPeerWhoseAttemptLoses() {
        hears(acceptor, HELLO);
        List<Action> actions = acceptor.admit(Verdict.NOK);
        assertThat(actions).first().isEqualTo(new Send(Verdict.NOK));
        failure(actions, Reason.NOK);
    }

    @Test
    void tellsNotAllowedToAPeerThatTheNodeDoesNotWant() {
        hears(acceptor, HELLO);
        List<Action> actions = acceptor.admit(Verdict.NOT_ALLOWED);
        assertThat(actions).first().isEqualTo(new Send(Verdict.NOT_ALLOWED));
        failure(actions, Reason.NOT_ALLOWED);
    }

    @Test
    void refusesAPeerThatClaimsOurName() {
        List<Action> actions = hears(acceptor, new SendName(OFFER, OURS, "bob@host2"));
        assertThat(actions).first().isEqualTo(new Send(Verdict.NOT_ALLOWED));
        assertThat(failure(actions, Reason.NOT_ALLOWED)).hasMessageContaining("claims our own name");
    }

    @Test
    void namesTheFlagsThatThePeerLacks() {
        DistFlags poor = OFFER.without(DistFlags.MANDATORY_25_DIGEST | DistFlags.MAP_TAG | DistFlags.UTF8_ATOMS);
        List<Action> actions = hears(acceptor, new SendName(poor, OURS, "alice@host1"));
        assertThat(actions).first().isEqualTo(new Send(Verdict.NOT_ALLOWED));
        assertThat(failure(actions, Reason.MISSING_FLAGS)).hasMessageContaining("it lacks UTF8_ATOMS, MAP_TAG.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "alice", "@host", "alice@", "a.b@host", "a@b@c", "a$@host", "\u00e4@host", "a@ho st", "a@h\n"
            })
    void refusesANameThatNoNodeHas(String name) {
        List<Action> actions = hears(acceptor, new SendName(OFFER, OURS, name));
        assertThat(actions).hasSize(1);
        assertThat(failure(actions, Reason.PROTOCOL))
                .hasMessageContaining("is no node name")
                .hasMessageNotContaining("\n");
    }

    @Test
    void completesTheFlagsOfAPeerThatUsesTheOldForm() {
        var low = new DistFlags(OFFER.bits() & 0xffff_ffffL);
        assertThat(hears(acceptor, new OldSendName(low, "alice@host1"))).containsExactly(new Admit(ALICE, low));
        assertThat(acceptor.admit(Verdict.OK)).containsExactly(new Send(Verdict.OK), OUR_CHALLENGE);
        assertThat(hears(acceptor, new Complement(new DistFlags(0x1_00000000L), OURS)))
                .isEmpty();
        Done done = (Done) hears(acceptor, RIGHT_REPLY).getLast();
        assertThat(done.peer().creation()).isEqualTo(OURS);
        assertThat(done.peer().agreed()).isEqualTo(low.with(DistFlags.SPAWN));
    }

    @Test
    void refusesAPeerOfOtp22() {
        List<Action> actions = hears(acceptor, new OldSendName(new DistFlags(0xdf7fbdL), "alice@host1"));
        assertThat(actions).first().isEqualTo(new Send(Verdict.NOT_ALLOWED));
        assertThat(failure(actions, Reason.MISSING_FLAGS)).hasMessageContaining("HANDSHAKE_23 (Erlang/OTP 22 or older");
    }

    @Test
    void insistsOnTheComplementOfTheOldForm() {
        hears(acceptor, new OldSendName(new DistFlags(OFFER.bits() & 0xffff_ffffL), "alice@host1"));
        acceptor.admit(Verdict.OK);
        assertThat(failure(hears(acceptor, RIGHT_REPLY), Reason.PROTOCOL))
                .hasMessageContaining("awaited its complement");
    }

    @Test
    void givesANameToAPeerThatAsksForOne() {
        DistFlags asking = OFFER.with(DistFlags.NAME_ME);
        assertThat(hears(acceptor, new SendName(asking, new Creation(0), "host1")))
                .containsExactly(new AssignName("host1", asking));
        var named = new Named(NodeName.of("XYZ@host1"), new Creation(9));
        assertThat(acceptor.admit(named))
                .containsExactly(new Send(named), new Send(new Challenge(asking, CHALLENGE, THEIRS, "bob@host2")));
        assertThat(hears(acceptor, RIGHT_REPLY))
                .containsExactly(
                        OUR_ACK, new Done(new PeerIdentity(named.name(), OFFER, new Creation(9)), BOB_IDENTITY));
    }

    @Test
    void isNotVisibleToAPeerThatItNames() {
        var visible = new LocalIdentity.Named(Talk.BOB, OFFER.with(DistFlags.PUBLISHED), THEIRS);
        var naming = new Acceptor(visible, peer -> COOKIE, () -> CHALLENGE);
        DistFlags asking = OFFER.with(DistFlags.NAME_ME | DistFlags.PUBLISHED);
        hears(naming, new SendName(asking, new Creation(0), "host1"));
        naming.admit(new Named(NodeName.of("XYZ@host1"), new Creation(9)));
        Done done = (Done) hears(naming, RIGHT_REPLY).getLast();
        assertThat(done.peer().agreed()).isEqualTo(OFFER);
    }

    @Test
    void mayRefuseAPeerThatAsksForAName() {
        hears(acceptor, new SendName(OFFER.with(DistFlags.NAME_ME), new Creation(0), "host1"));
        failure(acceptor.admit(Verdict.NOT_ALLOWED), Reason.NOT_ALLOWED);
    }

    @Test
    void refusesToNameAPeerAtAHostThatIsNone() {
        var odd = new SendName(OFFER.with(DistFlags.NAME_ME), new Creation(0), "a@host1");
        assertThat(failure(hears(acceptor, odd), Reason.PROTOCOL))
                .hasMessageContaining("'a@host1', which is no host name");
    }

    @Test
    void acceptsOnlyVerdictsThatAnswerTheQuestion() {
        var named = new Named(NodeName.of("XYZ@host1"), new Creation(9));
        assertThatThrownBy(() -> acceptor.admit(Verdict.OK)).isInstanceOf(IllegalStateException.class);
        hears(acceptor, HELLO);
        assertThatThrownBy(() -> acceptor.admit(named)).isInstanceOf(IllegalArgumentException.class);

        Acceptor naming = acceptor();
        hears(naming, new SendName(OFFER.with(DistFlags.NAME_ME), new Creation(0), "host1"));
        assertThatThrownBy(() -> naming.admit(Verdict.OK)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNothingWithAVerdictThatComesTooLate() {
        hears(acceptor, HELLO);
        acceptor.closed();
        assertThat(acceptor.admit(Verdict.OK)).isEmpty();
    }

    @Test
    void takesEveryPairThatIsNotDrawnForAProtocolError() {
        List<HandshakeMessage> all = List.of(HELLO, new AliveAnswer(true), new Complement(OFFER, OURS), RIGHT_REPLY);
        for (HandshakeMessage message : all.subList(1, all.size())) {
            assertUnexpected(acceptor(), message);
        }
        for (HandshakeMessage message : all) {
            Acceptor undecided = acceptor();
            hears(undecided, HELLO);
            assertUnexpected(undecided, message);
        }
        for (HandshakeMessage message : all) {
            if (message.equals(RIGHT_REPLY)) continue;
            Acceptor challenging = acceptor();
            hears(challenging, HELLO);
            challenging.admit(Verdict.OK);
            assertUnexpected(challenging, message);
        }
        for (HandshakeMessage message : all) {
            if (message instanceof AliveAnswer) continue;
            Acceptor asking = acceptor();
            hears(asking, HELLO);
            asking.admit(Verdict.ALIVE);
            assertUnexpected(asking, message);
        }
    }

    private static void assertUnexpected(Acceptor acceptor, HandshakeMessage message) {
        String awaited = acceptor.awaiting();
        assertThat(failure(hears(acceptor, message), Reason.PROTOCOL))
                .hasMessageEndingWith("sent " + message.title() + ", while we awaited " + awaited);
    }

    @Test
    void neverThrowsForBytesThatAreNoMessage() {
        for (int length = 0; length < 40; length++) {
            assertThat(failure(acceptor().receive(Unpooled.wrappedBuffer(new byte[length])), Reason.PROTOCOL))
                    .hasMessageContaining("while we awaited its send_name");
        }
    }

    @Test
    void explainsWhyAPeerMayHaveClosed() {
        assertThat(acceptor.closed()).hasMessageContaining("without a word");

        Acceptor challenging = acceptor();
        hears(challenging, HELLO);
        challenging.admit(Verdict.OK);
        HandshakeException cause = challenging.closed();
        assertThat(cause.reason()).isEqualTo(Reason.CLOSED);
        assertThat(cause)
                .hasMessageStartingWith("alice@host1: ")
                .hasMessageContaining("dialled another name than bob@host2");
    }

    @Test
    void saysHowLongItWaitedAndForWhat() {
        HandshakeException silent = acceptor.timedOut(Duration.ofMillis(1500));
        assertThat(silent.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(silent).hasMessageContaining("no word in 1500 ms while we awaited its send_name");
    }

    @Test
    void tellsWhoThePeerClaimsToBe() {
        assertThat(acceptor.peer()).isEmpty();
        hears(acceptor, HELLO);
        assertThat(acceptor.peer()).contains(ALICE);
    }
}
