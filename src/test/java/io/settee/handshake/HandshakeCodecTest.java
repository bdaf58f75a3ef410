package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.HandshakeMessage.AliveAnswer;
import io.settee.handshake.HandshakeMessage.Challenge;
import io.settee.handshake.HandshakeMessage.ChallengeAck;
import io.settee.handshake.HandshakeMessage.ChallengeReply;
import io.settee.handshake.HandshakeMessage.Complement;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.OldChallenge;
import io.settee.handshake.HandshakeMessage.OldSendName;
import io.settee.handshake.HandshakeMessage.SendName;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeCodecTest {
    private static final Digest DIGEST = Digest.of(Talk.COOKIE, 0);
    private static final String DIGEST_HEX = "175ec77a7f63082590987d0d8b051aff";
    private static final DistFlags FLAGS = new DistFlags(0xd07df7fbdL);
    private static final Creation CREATION = new Creation(0x6b0200c9L);

    static Stream<Arguments> spokenByInitiators() {
        return Stream.of(
                Arguments.of(new SendName(FLAGS, CREATION, "a@vm"), "4e 0000000d07df7fbd 6b0200c9 0004 6140766d"),
                Arguments.of(new OldSendName(new DistFlags(0x7df7fbdL), "a@vm"), "6e 0005 07df7fbd 6140766d"),
                Arguments.of(new AliveAnswer(true), "73 74727565"),
                Arguments.of(new AliveAnswer(false), "73 66616c7365"),
                Arguments.of(new Complement(new DistFlags(0xd_00000000L), CREATION), "63 0000000d 6b0200c9"),
                Arguments.of(new ChallengeReply(0x8000_0001, DIGEST), "72 80000001" + DIGEST_HEX));
    }

    static Stream<Arguments> spokenByAcceptors() {
        return Stream.of(
                Arguments.of(Verdict.OK, "73 6f6b"),
                Arguments.of(Verdict.OK_SIMULTANEOUS, "73 6f6b5f73696d756c74616e656f7573"),
                Arguments.of(Verdict.NOK, "73 6e6f6b"),
                Arguments.of(Verdict.NOT_ALLOWED, "73 6e6f745f616c6c6f776564"),
                Arguments.of(Verdict.ALIVE, "73 616c697665"),
                Arguments.of(
                        new Named(NodeName.of("OQ@vm"), new Creation(0xff00ff00L)),
                        "73 6e616d65643a 0005 4f5140766d ff00ff00"),
                Arguments.of(
                        new Challenge(FLAGS, 0xf000_0000, CREATION, "b@vm"),
                        "4e 0000000d07df7fbd f0000000 6b0200c9 0004 6240766d"),
                Arguments.of(
                        new OldChallenge(new DistFlags(0xfff7fbdL), 0xf000_0000, "b@vm"),
                        "6e 0005 0fff7fbd f0000000 6240766d"),
                Arguments.of(new ChallengeAck(DIGEST), "61" + DIGEST_HEX));
    }

    @ParameterizedTest
    @MethodSource("spokenByInitiators")
    void readsAndWritesWhatInitiatorsSay(HandshakeMessage message, String hex) {
        assertThat(ByteBufUtil.hexDump(Talk.payload(message))).isEqualTo(hex.replace(" ", ""));
        assertThat(HandshakeCodec.readFromInitiator(bytes(hex))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("spokenByAcceptors")
    void readsAndWritesWhatAcceptorsSay(HandshakeMessage message, String hex) {
        assertThat(ByteBufUtil.hexDump(Talk.payload(message))).isEqualTo(hex.replace(" ", ""));
        assertThat(HandshakeCodec.readFromAcceptor(bytes(hex))).isEqualTo(message);
    }

    @Test
    void ignoresBytesBehindNamesForReleasesToCome() {
        var sendName = new SendName(FLAGS, CREATION, "a@vm");
        var challenge = new Challenge(FLAGS, 1, CREATION, "b@vm");
        var named = new Named(Talk.ALICE, CREATION);
        assertThat(HandshakeCodec.readFromInitiator(Talk.payload(sendName).writeLong(-1)))
                .isEqualTo(sendName);
        assertThat(HandshakeCodec.readFromAcceptor(Talk.payload(challenge).writeLong(-1)))
                .isEqualTo(challenge);
        assertThat(HandshakeCodec.readFromAcceptor(Talk.payload(named).writeLong(-1)))
                .isEqualTo(named);
    }

    @Test
    void refusesBytesBehindDigestsAndComplements() {
        for (HandshakeMessage m : List.of(new Complement(FLAGS, CREATION), new ChallengeReply(1, DIGEST))) {
            refused(HandshakeCodec::readFromInitiator, Talk.payload(m).writeByte(0), m.title());
        }
        refused(
                HandshakeCodec::readFromAcceptor,
                Talk.payload(new ChallengeAck(DIGEST)).writeByte(0),
                "challenge_ack");
    }

    @ParameterizedTest
    @MethodSource("spokenByInitiators")
    void neverMistakesACutMessageOfAnInitiator(HandshakeMessage message, String hex) {
        assertCutIsNoticed(HandshakeCodec::readFromInitiator, message);
    }

    @ParameterizedTest
    @MethodSource("spokenByAcceptors")
    void neverMistakesACutMessageOfAnAcceptor(HandshakeMessage message, String hex) {
        assertCutIsNoticed(HandshakeCodec::readFromAcceptor, message);
    }

    private static void assertCutIsNoticed(Function<ByteBuf, HandshakeMessage> reader, HandshakeMessage message) {
        ByteBuf whole = Talk.payload(message);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.copy(0, length);
            // The old forms and ok_simultaneous end with the packet: a cut one is another message, but never the same.
            try {
                assertThat(reader.apply(cut)).as("cut to %d bytes", length).isNotEqualTo(message);
            } catch (HandshakeException e) {
                assertThat(e.reason()).isEqualTo(Reason.PROTOCOL);
            }
        }
    }

    @Test
    void throwsNothingElseForRandomBytes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] tags = "NnscraXG\0".getBytes(StandardCharsets.US_ASCII);
        int understood = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            noise[0] = tags[random.nextInt(tags.length)];
            // Small lengths now and then, so that names fit and the code behind them is reached, too.
            if (noise.length > 20 && random.nextBoolean()) noise[13] = noise[17] = 0;
            for (Function<ByteBuf, HandshakeMessage> reader : readers()) {
                try {
                    understood +=
                            reader.apply(Unpooled.wrappedBuffer(noise)).title().isEmpty() ? 0 : 1;
                } catch (HandshakeException e) {
                    assertThat(e.reason()).as("seed %d", seed).isEqualTo(Reason.PROTOCOL);
                }
            }
        }
        assertThat(understood).as("messages that got through, seed %d", seed).isPositive();
    }

    private static List<Function<ByteBuf, HandshakeMessage>> readers() {
        return List.of(HandshakeCodec::readFromInitiator, HandshakeCodec::readFromAcceptor);
    }

    @Test
    void refusesAMessageThatIsTooLong() {
        for (Function<ByteBuf, HandshakeMessage> reader : readers()) {
            refused(reader, bytes("4e").writeZero(HandshakeCodec.MAX_MESSAGE_BYTES), "2049 bytes (expected: <= 2048)");
        }
    }

    @Test
    void refusesANameThatIsTooLong() {
        refused(
                HandshakeCodec::readFromInitiator,
                bytes("4e 0000000d07df7fbd 6b0200c9 0100").writeZero(256),
                "a name of 256 bytes");
        refused(HandshakeCodec::readFromInitiator, bytes("6e 0005 07df7fbd").writeZero(256), "a name of 256 bytes");
        refused(HandshakeCodec::readFromAcceptor, bytes("73 6e616d65643a 0100").writeZero(260), "name of 256 bytes");
    }

    @Test
    void refusesANameThatReachesBeyondItsMessage() {
        refused(
                HandshakeCodec::readFromAcceptor,
                bytes("4e 0000000d07df7fbd f0000000 6b0200c9 0005 6240766d"),
                "a challenge with a name of 5 bytes where 4 remain");
    }

    @Test
    void refusesAnAssignedNameThatIsNone() {
        refused(
                HandshakeCodec::readFromAcceptor,
                bytes("73 6e616d65643a 0002 4f51 00000001"),
                "'OQ', which is no node name");
    }

    @Test
    void refusesAnotherVersionOfTheOldForm() {
        refused(HandshakeCodec::readFromInitiator, bytes("6e 0004 07df7fbd 6140766d"), "version 4 (expected: 5)");
    }

    @Test
    void quotesAnUnknownStatusWithoutItsControlCharacters() {
        refused(HandshakeCodec::readFromAcceptor, bytes("73 6f6b1b5b41"), "an unknown status: 'ok\\x{1B}[A'");
        refused(HandshakeCodec::readFromInitiator, bytes("73 6d61796265"), "neither true nor false: 'maybe'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"61", "58", "00", "ff"})
    void namesATagThatInitiatorsNeverSend(String tag) {
        refused(HandshakeCodec::readFromInitiator, bytes(tag), "which a node that dials never sends");
    }

    @ParameterizedTest
    @ValueSource(strings = {"72", "63", "58"})
    void namesATagThatAcceptorsNeverSend(String tag) {
        refused(HandshakeCodec::readFromAcceptor, bytes(tag), "which a node that was dialled never sends");
    }

    private static void refused(Function<ByteBuf, HandshakeMessage> reader, ByteBuf in, String because) {
        assertThatThrownBy(() -> reader.apply(in))
                .isInstanceOfSatisfying(
                        HandshakeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
                .hasMessageContaining(because);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.buffer().writeBytes(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }
}
