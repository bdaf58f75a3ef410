package io.settee.handshake;

import static io.settee.handshake.Talk.ALICE;
import static io.settee.handshake.Talk.ALICE_IDENTITY;
import static io.settee.handshake.Talk.BOB;
import static io.settee.handshake.Talk.BOB_IDENTITY;
import static io.settee.handshake.Talk.COOKIE;
import static io.settee.handshake.Talk.OFFER;
import static io.settee.handshake.Talk.OTHER_COOKIE;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Admit;
import io.settee.handshake.Action.AssignName;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.Action.Fail;
import io.settee.handshake.Action.Send;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.Status;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.Initiator.OnAlive;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our initiator against our acceptor, with real challenges. */
class HandshakePairTest {
    private final List<Action> ofInitiator = new ArrayList<>();
    private final List<Action> ofAcceptor = new ArrayList<>();

    /** Runs a whole handshake; whether a message arrives at once or after others of its side were written is left to chance. */
    private void run(LocalIdentity local, Cookie cookieOfA, Cookie cookieOfB, OnAlive onAlive, Status verdict) {
        var chance = new Random();
        var initiator = new Initiator(local, BOB, cookieOfA, onAlive);
        var acceptor = new Acceptor(BOB_IDENTITY, peer -> cookieOfB);
        Queue<HandshakeMessage> toAcceptor = new ArrayDeque<>();
        Queue<HandshakeMessage> toInitiator = new ArrayDeque<>();
        carryOut(initiator.start(), ofInitiator, toAcceptor);
        while (!toAcceptor.isEmpty() || !toInitiator.isEmpty()) {
            if (toInitiator.isEmpty() || (!toAcceptor.isEmpty() && chance.nextBoolean())) {
                List<Action> actions = acceptor.receive(Talk.payload(toAcceptor.remove()));
                carryOut(actions, ofAcceptor, toInitiator);
                if (actions.stream().anyMatch(a -> a instanceof Admit || a instanceof AssignName)) {
                    carryOut(acceptor.admit(verdict), ofAcceptor, toInitiator);
                }
            } else {
                carryOut(initiator.receive(Talk.payload(toInitiator.remove())), ofInitiator, toAcceptor);
            }
        }
    }

    private static void carryOut(List<Action> actions, List<Action> log, Queue<HandshakeMessage> wire) {
        for (Action action : actions) {
            log.add(action);
            if (action instanceof Send(var message)) wire.add(message);
        }
    }

    @RepeatedTest(20)
    void bothSidesComeUpAndAgree() {
        run(ALICE_IDENTITY, COOKIE, COOKIE, OnAlive.REPLACE, Verdict.OK);
        assertThat(ofInitiator)
                .last()
                .isEqualTo(new Done(new PeerIdentity(BOB, OFFER, BOB_IDENTITY.creation()), ALICE_IDENTITY));
        assertThat(ofAcceptor)
                .last()
                .isEqualTo(new Done(new PeerIdentity(ALICE, OFFER, ALICE_IDENTITY.creation()), BOB_IDENTITY));
    }

    @Test
    void replacesAnOldConnectionOnBothSides() {
        run(ALICE_IDENTITY, COOKIE, COOKIE, OnAlive.REPLACE, Verdict.ALIVE);
        assertThat(ofInitiator).contains(new DropOld(BOB)).last().isInstanceOf(Done.class);
        assertThat(ofAcceptor).contains(new DropOld(ALICE)).last().isInstanceOf(Done.class);
    }

    @Test
    void keepsAnOldConnectionOnBothSides() {
        run(ALICE_IDENTITY, COOKIE, COOKIE, OnAlive.GIVE_UP, Verdict.ALIVE);
        assertThat(failures()).extracting(HandshakeException::reason).containsExactly(Reason.ALIVE, Reason.ALIVE);
        assertThat(ofAcceptor).doesNotHaveAnyElementsOfTypes(DropOld.class);
    }

    @Test
    void stopsAtTheAcceptorWhenCookiesDiffer() {
        run(ALICE_IDENTITY, COOKIE, OTHER_COOKIE, OnAlive.REPLACE, Verdict.OK);
        assertThat(failures()).extracting(HandshakeException::reason).containsExactly(Reason.BAD_COOKIE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOK", "NOT_ALLOWED"})
    void bothSidesNameARefusalAlike(Verdict verdict) {
        run(ALICE_IDENTITY, COOKIE, COOKIE, OnAlive.REPLACE, verdict);
        Reason reason = Reason.valueOf(verdict.name());
        assertThat(failures()).extracting(HandshakeException::reason).containsExactly(reason, reason);
    }

    @Test
    void givesANameToANamelessNode() {
        NodeName given = NodeName.of("N1@host1");
        run(
                new LocalIdentity.Nameless("host1", OFFER),
                COOKIE,
                COOKIE,
                OnAlive.REPLACE,
                new Named(given, new Creation(77)));
        assertThat(((Done) ofInitiator.getLast()).self().name()).isEqualTo(given);
        assertThat(((Done) ofAcceptor.getLast()).peer()).isEqualTo(new PeerIdentity(given, OFFER, new Creation(77)));
    }

    private List<HandshakeException> failures() {
        var causes = new ArrayList<HandshakeException>();
        for (List<Action> side : List.of(ofInitiator, ofAcceptor)) {
            for (Action action : side) {
                if (action instanceof Fail(var cause)) causes.add(cause);
            }
        }
        return causes;
    }
}
