package io.settee.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.settee.epmd.FakeEpmd.Answer;
import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EpmdClientTest {
    private static final NodeName ALICE = NodeName.of("alice@host1");
    private static final InetAddress HERE = EpmdAddress.loopback4();
    private static final String ALICE_AT_12345 = "77 00 3039 48 00 0006 0005 0005 616c696365 0000";

    private static EpmdClient client(int port) {
        return new EpmdClient(port, Duration.ofSeconds(10), Duration.ofMillis(50));
    }

    private static AbstractThrowableAssert<?, ?> assertFails(Reason reason, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EpmdException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    @Test
    void findsANodeThatRegistered() {
        try (var server = EpmdServer.startOnLoopback(0);
                Registration registration = client(server.port()).register(ALICE, 12345, true)) {
            assertThat(registration.isRegistered()).isTrue();
            assertThat(registration.creation().value()).isGreaterThanOrEqualTo(4);
            assertThat(client(server.port()).lookup(HERE, "alice")).isEqualTo(new PortInfo("alice", 12345, true, 6, 6));
            assertThat(client(server.port()).names(HERE)).containsExactly(new NameAndPort("alice", 12345));
        }
    }

    @Test
    void givesTheNameBackWhenClosed() throws Exception {
        var gone = new CountDownLatch(1);
        try (var epmd = new FakeEpmd(socket -> {
            Answer.andStay("76 00 00000007").give(socket);
            gone.countDown();
        })) {
            Registration registration = client(epmd.port()).register(ALICE, 12345, false);
            registration.close();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(registration.isRegistered()).isFalse();
            registration.close();
        }
    }

    @Test
    void registersInTheWordsOfTheDocumentation() throws Exception {
        try (var epmd = new FakeEpmd(Answer.andStay("76 00 00000007"));
                Registration registration = client(epmd.port()).register(ALICE, 12345, false)) {
            assertThat(epmd.request()).isEqualTo(RawPeer.hex("78 3039 4d 00 0006 0006 0005 616c696365 0000"));
            assertThat(registration.creation()).isEqualTo(new Creation(7));
        }
    }

    @Test
    void understandsAnEpmdOlderThanOtp23() throws Exception {
        try (var epmd = new FakeEpmd(Answer.andStay("79 00 0003"));
                Registration registration = client(epmd.port()).register(ALICE, 12345, false)) {
            assertThat(registration.creation()).isEqualTo(new Creation(3));
        }
    }

    @Test
    void saysWhichNamesEpmdKnowsWhenItDoesNotKnowTheOneAskedFor() {
        try (var server = EpmdServer.startOnLoopback(0)) {
            EpmdClient client = client(server.port());
            assertFails(Reason.UNKNOWN_NAME, () -> client.lookup(HERE, "bob"))
                    .hasMessage(
                            "EPMD at 127.0.0.1:" + server.port() + " knows no node 'bob'; it knows no node at all.");
            try (Registration alice = client.register(ALICE, 1, false);
                    Registration carol = client.register(NodeName.of("carol@host1"), 2, false)) {
                assertThat(alice.isRegistered() && carol.isRegistered()).isTrue();
                assertFails(Reason.UNKNOWN_NAME, () -> client.lookup(HERE, "bob"))
                        .hasMessageEndingWith("knows no node 'bob'; it knows: alice, carol.");
            }
        }
    }

    @Test
    void cutsALongListOfNames() throws Exception {
        var list = new StringBuilder("00001111");
        for (int i = 0; i < 25; i++) list.append(hexOf("name n" + i + " at port 1\n"));
        try (var epmd = new FakeEpmd(Answer.of("77 01"), Answer.of(list.toString()))) {
            assertFails(Reason.UNKNOWN_NAME, () -> client(epmd.port()).lookup(HERE, "bob"))
                    .hasMessageEndingWith("n18, n19 and 5 more.");
        }
    }

    private static String hexOf(String text) {
        return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void saysUnknownEvenIfEpmdDoesNotTellItsNames() throws Exception {
        try (var epmd = new FakeEpmd(Answer.of("77 01"), Answer.of(""))) {
            assertFails(Reason.UNKNOWN_NAME, () -> client(epmd.port()).lookup(HERE, "bob"))
                    .hasMessageContaining("it did not tell which ones it knows");
        }
    }

    @Test
    void saysWhoHasTheNameThatIsTaken() {
        try (var server = EpmdServer.startOnLoopback(0);
                Registration first = client(server.port()).register(ALICE, 12345, false)) {
            assertFails(Reason.NAME_TAKEN, () -> client(server.port()).register(ALICE, 2, false))
                    .hasMessageContaining("refuses the name 'alice'")
                    .hasMessageContaining("listens at port 12345");
            assertThat(first.isRegistered()).isTrue();
        }
    }

    @Test
    void saysWhatToDoWhenNoEpmdAnswers() throws Exception {
        int unused;
        try (var listener = new ServerSocket(0, 1, HERE)) {
            unused = listener.getLocalPort();
        }
        assertFails(Reason.UNREACHABLE, () -> client(unused).lookup(HERE, "bob"))
                .hasMessageStartingWith("no EPMD answers at 127.0.0.1:" + unused)
                .hasMessageContaining("epmd -daemon");
    }

    @Test
    void waitsNoLongerThanItsTimeLimitForSilence() throws Exception {
        try (var epmd = new FakeEpmd(Answer.andStay(""))) {
            var hasty = new EpmdClient(epmd.port(), Duration.ofMillis(200));
            assertFails(Reason.TIMEOUT, () -> hasty.lookup(HERE, "bob")).hasMessageContaining("no answer in 200 ms");
        }
    }

    @Test
    void waitsNoLongerThanItsTimeLimitForAnAnswerThatDrips() throws Exception {
        var dripping = new CountDownLatch(1);
        try (var epmd = new FakeEpmd(socket -> {
            // A byte each 50 ms: a limit for each read alone would never be reached.
            for (byte b : RawPeer.hex("00001111" + hexOf("name n at port 1\n".repeat(100)))) {
                socket.getOutputStream().write(b);
                if (awaitOr50Millis(dripping)) return;
            }
        })) {
            var hasty = new EpmdClient(epmd.port(), Duration.ofMillis(300));
            assertFails(Reason.TIMEOUT, () -> hasty.names(HERE));
            dripping.countDown();
        }
    }

    /** The second question is asked only for a better message. */
    @Test
    void waitsNoLongerThanItsTimeLimitForTwoQuestions() throws Exception {
        var limit = Duration.ofSeconds(2);
        try (var epmd = new FakeEpmd(
                socket -> {
                    LockSupport.parkNanos(limit.toNanos() * 3 / 4);
                    Answer.of("77 01").give(socket);
                },
                Answer.andStay(""))) {
            var patient = new EpmdClient(epmd.port(), limit);
            long begun = System.nanoTime();
            assertFails(Reason.UNKNOWN_NAME, () -> patient.lookup(HERE, "bob"))
                    .hasMessageContaining("it did not tell which ones it knows");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(limit.multipliedBy(3).dividedBy(2));
        }
    }

    private static boolean awaitOr50Millis(CountDownLatch end) throws IOException {
        try {
            return end.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "77", // cut
                "77 00 3039",
                "77 00 3039 48 00 0006 0005 ffff 616c696365 0000",
                "77 00 3039 48 01 0006 0005 0005 616c696365 0000", // not TCP
                "77 00 3039 48 00 0006 0005 0003 626f62 0000", // another node
                "48 54 54 50" // HTTP
            })
    void refusesALookupAnswerThatIsNone(String hex) throws Exception {
        try (var epmd = new FakeEpmd(Answer.of(hex))) {
            assertFails(Reason.MALFORMED, () -> client(epmd.port()).lookup(HERE, "alice"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "76", "76 00 0000", "79 00 00", "48 54 54 50 2f 31"})
    void refusesARegistrationAnswerThatIsNone(String hex) throws Exception {
        try (var epmd = new FakeEpmd(Answer.of(hex))) {
            assertFails(Reason.MALFORMED, () -> client(epmd.port()).register(ALICE, 1, false));
        }
    }

    @Test
    void refusesAListWithOddLinesAndQuotesThemSafely() throws Exception {
        try (var epmd = new FakeEpmd(Answer.of("00001111" + hexOf("name \u0007 there\n")))) {
            assertFails(Reason.MALFORMED, () -> client(epmd.port()).names(HERE))
                    .hasMessageContaining("'name \\x{7} there'");
        }
    }

    @Test
    void readsANameThatWouldWorkATerminalAsOneThatDoesNot() throws Exception {
        try (var epmd = new FakeEpmd(Answer.of("00001111" + hexOf("name a\u001b[2Jb\u0085c at port 1\n")))) {
            assertThat(client(epmd.port()).names(HERE)).containsExactly(new NameAndPort("a\\x{1B}[2Jb\\x{85}c", 1));
        }
    }

    @Test
    void refusesAListWithoutEnd() throws Exception {
        try (var epmd = new FakeEpmd(socket -> {
            byte[] block = "name n at port 1\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 1000; i++) socket.getOutputStream().write(block);
        })) {
            assertFails(Reason.MALFORMED, () -> client(epmd.port()).names(HERE))
                    .hasMessageContaining("more than 1048576 bytes");
        }
    }

    @Test
    void readsTheWholeEntry() throws Exception {
        try (var epmd = new FakeEpmd(Answer.of(ALICE_AT_12345))) {
            assertThat(client(epmd.port()).lookup(HERE, "alice")).isEqualTo(new PortInfo("alice", 12345, true, 6, 5));
            assertThat(epmd.request()).isEqualTo(RawPeer.hex("7a 616c696365"));
        }
    }

    @Test
    void registersAgainAfterEpmdHasDiedAndKeepsItsCreation() throws Exception {
        try (var epmd = new FakeEpmd(
                        Answer.of("76 00 00000007"),
                        Answer.of(""),
                        Answer.of("76 01 00000063"),
                        Answer.of("77 01"),
                        Answer.andStay("76 00 00000009"));
                Registration registration = client(epmd.port()).register(ALICE, 12345, false)) {
            byte[] first = epmd.request();
            assertThat(epmd.request()).as("after the end").isEqualTo(first);
            assertThat(epmd.request()).as("after a close without an answer").isEqualTo(first);
            assertThat(epmd.request()).as("to tell who has the name").isEqualTo(RawPeer.hex("7a 616c696365"));
            assertThat(epmd.request()).as("after the name was taken").isEqualTo(first);
            assertThat(registration.creation()).isEqualTo(new Creation(7));
        }
    }

    @Test
    void stopsTryingWhenClosed() throws Exception {
        FakeEpmd epmd = new FakeEpmd(Answer.of("76 00 00000007"));
        var slow = new EpmdClient(epmd.port(), Duration.ofSeconds(10), Duration.ofDays(1));
        Registration registration = slow.register(ALICE, 12345, false);
        epmd.close();
        registration.close();
        assertThat(registration.join(Duration.ofSeconds(10)))
                .as("its thread has ended")
                .isTrue();
        assertThat(registration.isRegistered()).isFalse();
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> client(4777).register(ALICE, 0, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
