package io.settee.handshake;

import static io.settee.handshake.Talk.ALICE;
import static io.settee.handshake.Talk.ALICE_IDENTITY;
import static io.settee.handshake.Talk.BOB;
import static io.settee.handshake.Talk.BOB_IDENTITY;
import static io.settee.handshake.Talk.OFFER;
import static io.settee.handshake.Talk.OURS;
import static io.settee.handshake.Talk.THEIRS;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.fuzz.Chunks;
import io.settee.fuzz.FuzzTarget;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.Complement;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldChallenge;
import io.settee.handshake.HandshakeMessage.OldSendName;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.Initiator.OnAlive;
import io.settee.identity.Cookie;
import io.settee.identity.DistFlags;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Both machines, each with messages that its peer might send: they throw nothing, end at most once and at last, name a reason, and never
 * tell the cookie. Challenges are always the same, so that the seeds have the right digests and reach the last state.
 */
public final class HandshakeFuzz implements FuzzTarget {
    private static final String SECRET = "ThisIsTheCookie";
    private static final Cookie COOKIE = Cookie.of(SECRET, "the fuzzer");
    private static final int CHALLENGE = 7;
    private static final int INITIATOR = 0x80;
    private static final int NAMELESS = 0x40;
    private static final int GIVE_UP = 0x20;
    private static final List<Verdict> VERDICTS = List.of(Verdict.values());

    @Override
    public List<byte[]> seeds() {
        var ok = new Challenge(OFFER, 9, THEIRS, BOB.toString());
        var ack = new ChallengeAck(Digest.of(COOKIE, CHALLENGE));
        var name = new SendName(OFFER, OURS, ALICE.toString());
        var reply = Talk.reply(9, COOKIE, CHALLENGE);
        var seeds = new ArrayList<byte[]>();
        seeds.add(seed(INITIATOR, Verdict.OK, ok, ack));
        seeds.add(seed(INITIATOR, Verdict.ALIVE, ok, ack));
        seeds.add(seed(INITIATOR | GIVE_UP, Verdict.ALIVE));
        seeds.add(seed(INITIATOR, Verdict.NOT_ALLOWED));
        seeds.add(seed(INITIATOR, Verdict.OK, new OldChallenge(OFFER, 9, BOB.toString())));
        seeds.add(seed(INITIATOR | NAMELESS, new Named(ALICE, OURS), ok, ack));
        for (int verdict = 0; verdict < VERDICTS.size(); verdict++) seeds.add(seed(verdict, name, reply));
        seeds.add(seed(VERDICTS.indexOf(Verdict.ALIVE), name, new AliveAnswer(true), reply));
        seeds.add(seed(VERDICTS.indexOf(Verdict.ALIVE), name, new AliveAnswer(false)));
        seeds.add(seed(0, new OldSendName(OFFER, ALICE.toString()), new Complement(OFFER, OURS), reply));
        seeds.add(seed(0, new SendName(OFFER.with(DistFlags.NAME_ME), OURS, "host1"), reply));
        return seeds;
    }

    private static byte[] seed(int choice, HandshakeMessage... messages) {
        var payloads = new ArrayList<byte[]>();
        for (HandshakeMessage message : messages) payloads.add(ByteBufUtil.getBytes(Talk.payload(message)));
        return Chunks.join(choice, payloads);
    }

    @Override
    public void read(byte[] input) {
        // Jazzer finds the cookie, and a refusal quotes what came.
        if (new String(input, StandardCharsets.ISO_8859_1).contains(SECRET)) return;
        int choice = Chunks.choice(input);
        if ((choice & INITIATOR) != 0) initiate(choice, Chunks.split(input));
        else accept(choice, Chunks.split(input));
    }

    private static void initiate(int choice, List<byte[]> messages) {
        LocalIdentity self = (choice & NAMELESS) == 0 ? ALICE_IDENTITY : new LocalIdentity.Nameless("host1", OFFER);
        OnAlive onAlive = (choice & GIVE_UP) == 0 ? OnAlive.REPLACE : OnAlive.GIVE_UP;
        var machine = new Initiator(self, BOB, COOKIE, onAlive, () -> CHALLENGE);
        if (ended(machine.start())) throw new AssertionError("ended before the peer said anything");
        for (byte[] message : messages) {
            if (ended(machine.receive(Unpooled.wrappedBuffer(message)))) return;
        }
        check(
                machine.awaiting(),
                FuzzTarget.sentence(machine.timedOut(Duration.ofSeconds(1))),
                FuzzTarget.sentence(machine.closed()));
    }

    private static void accept(int choice, List<byte[]> messages) {
        Verdict verdict = VERDICTS.get(choice % VERDICTS.size());
        var machine = new Acceptor(BOB_IDENTITY, peer -> COOKIE, () -> CHALLENGE);
        for (byte[] message : messages) {
            List<Action> actions = machine.receive(Unpooled.wrappedBuffer(message));
            if (ended(actions)) return;
            for (Action action : actions) {
                if (action instanceof Action.Admit && ended(machine.admit(verdict))) return;
                if (action instanceof Action.AssignName && ended(machine.admit(new Named(ALICE, OURS)))) return;
            }
        }
        check(
                machine.awaiting(),
                FuzzTarget.sentence(machine.timedOut(Duration.ofSeconds(1))),
                FuzzTarget.sentence(machine.closed()));
    }

    /** Whether these actions end the handshake; then the last of them does. */
    private static boolean ended(List<Action> actions) {
        int end = actions.size();
        for (Action action : actions) {
            if (action instanceof Action.Fail(var cause)) check(FuzzTarget.sentence(cause));
            if (action instanceof Action.Done || action instanceof Action.Fail) end = actions.indexOf(action);
        }
        if (end < actions.size() - 1) throw new AssertionError("more to do after the end: " + actions);
        return end == actions.size() - 1;
    }

    private static void check(String... said) {
        for (String words : said) {
            if (words.contains(SECRET)) throw new AssertionError("tells the cookie: " + words);
        }
    }
}
