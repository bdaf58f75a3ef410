package io.settee.epmd;

import static io.settee.epmd.RawPeer.alive2;
import static io.settee.epmd.RawPeer.ask;
import static io.settee.epmd.RawPeer.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EpmdServerTest {
    private static final String NODE_E1 = "77 00 3039 4d 00 0006 0005 0002 6531 0000";

    private EpmdServer server = EpmdServer.startOnLoopback(0);

    @AfterEach
    void stop() {
        server.close();
    }

    private RawPeer peer() throws IOException {
        return new RawPeer(server.port());
    }

    private void restart(EpmdServer.Limits limits) {
        server.close();
        server = EpmdServer.start(0, List.of(EpmdAddress.loopback4()), limits);
    }

    @Test
    void registersANodeAndTellsItsPort() throws Exception {
        try (RawPeer node = peer()) {
            // Recorded: the request of an Erlang node e1 at port 12345.
            node.send(hex("000f 78 3039 4d 00 0006 0006 0002 6531 0000"));
            String answer = node.read(6);
            assertThat(answer).startsWith("7600");
            assertThat(Long.parseLong(answer.substring(4), 16)).isGreaterThanOrEqualTo(4);
            assertThat(ask(server.port(), "ze1".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(NODE_E1.replace("0005", "0006").replace(" ", ""));
            assertThat(server.names()).containsExactly(new NameAndPort("e1", 12345));
        }
    }

    @Test
    void givesACreationOfTwoBitsToNodesThatKnowNoOther() throws Exception {
        try (RawPeer node = peer()) {
            assertThat(node.request(alive2("e1", 5)).read(4)).matches("7900000[123]");
        }
    }

    @Test
    void incrementsTheCreationWhenANameComesBack() throws Exception {
        long first = Long.parseLong(registration("e1", 6, 6).substring(4), 16);
        long second = Long.parseLong(registration("e1", 6, 6).substring(4), 16);
        assertThat(second).isEqualTo(first == 0xffff_ffffL ? 4 : first + 1);

        int small = Integer.parseInt(registration("old", 5, 4).substring(4), 16);
        int next = Integer.parseInt(registration("old", 5, 4).substring(4), 16);
        assertThat(next).isEqualTo(small % 3 + 1);
    }

    /** Registers, gives the name back, and returns the answer. */
    private String registration(String name, int highest, int answerBytes) throws IOException {
        try (RawPeer node = peer()) {
            String answer = node.request(alive2(name, highest)).read(answerBytes);
            assertThat(node.finish()).isEmpty();
            return answer;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void listensAtNoPortThatIsNone(int port) {
        assertThatThrownBy(() -> EpmdServer.startOnLoopback(port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a port: " + port + " (1 to 65535, or 0 for a free one)");
    }

    @Test
    void refusesANameThatIsTaken() throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            assertThat(ask(server.port(), alive2("e1", 6))).isEqualTo("760100000063");
            assertThat(ask(server.port(), alive2("e1", 5))).isEqualTo("79010063");
            assertThat(server.names()).hasSize(1);
        }
    }

    @Test
    void tellsNamesApartByCaseAndEncoding() throws Exception {
        try (RawPeer one = peer();
                RawPeer two = peer();
                RawPeer three = peer()) {
            assertThat(one.request(alive2("e1", 6)).read(2)).isEqualTo("7600");
            assertThat(two.request(alive2("E1", 6)).read(2)).isEqualTo("7600");
            assertThat(three.request(alive2("\u00e4", 6)).read(2)).isEqualTo("7600");
        }
    }

    @Test
    void refusesNamesAndExtrasThatAreTooLongOrNoUtf8() throws Exception {
        byte[] none = {};
        String refused = "760100000063";
        assertThat(ask(server.port(), alive2(1, 6, new byte[256], none)))
                .as("NULs")
                .isEmpty();
        assertThat(ask(server.port(), alive2(1, 6, "x".repeat(256).getBytes(StandardCharsets.US_ASCII), none)))
                .isEqualTo(refused);
        assertThat(ask(server.port(), alive2(1, 6, hex("65ff"), none))).isEqualTo(refused);
        assertThat(ask(server.port(), alive2(1, 6, hex("6531"), new byte[1021])))
                .isEqualTo(refused);
        try (RawPeer longest = peer()) {
            byte[] name = "\u20ac".repeat(255).getBytes(StandardCharsets.UTF_8);
            assertThat(longest.request(alive2(1, 6, name, new byte[1020])).read(2))
                    .isEqualTo("7600");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"58", "ffff"})
    void unregistersAtAnyByteOnTheConnection(String bytes) throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            node.send(hex(bytes));
            assertThat(restOrReset(node)).isEmpty();
            assertThat(server.names()).isEmpty();
        }
    }

    /** A close with unread bytes is a reset, which tells as much. */
    private static String restOrReset(RawPeer peer) {
        try {
            return peer.rest();
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void unregistersWhenTheConnectionEnds() throws Exception {
        registration("e1", 6, 6);
        assertThat(server.names()).isEmpty();
        assertThat(ask(server.port(), "ze1".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("7701");
    }

    @Test
    void looksUpNamesWithATrailingNulAndWithoutAHost() throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            String found = NODE_E1.replace(" ", "");
            assertThat(ask(server.port(), "ze1\0".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(found);
            assertThat(ask(server.port(), "ze1@host".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo("7701");
            assertThat(ask(server.port(), "z".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo("7701");
            assertThat(ask(server.port(), hex("7aff"))).isEqualTo("7701");
        }
    }

    @Test
    void returnsTheExtraBytesAsTheyWere() throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2(12345, 6, hex("6531"), hex("00ff80"))).read(6);
            assertThat(ask(server.port(), "ze1".getBytes(StandardCharsets.US_ASCII)))
                    .endsWith("0002" + "6531" + "0003" + "00ff80");
        }
    }

    @Test
    void listsAndDumpsItsNames() throws Exception {
        registration("gone", 6, 6);
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            assertThat(text(ask(server.port(), new byte[] {110}))).isEqualTo("name e1 at port 12345\n");
            assertThat(text(ask(server.port(), new byte[] {100})))
                    .matches("active name     <e1> at port 12345, fd = \\d+\n\0"
                            + "old/unused name <gone>, port = 12345, fd = \\d+ \n\0");
        }
    }

    private String text(String answer) {
        assertThat(Integer.parseInt(answer.substring(0, 8), 16)).isEqualTo(server.port());
        return new String(hex(answer.substring(8)), StandardCharsets.UTF_8);
    }

    @Test
    void refusesToBeKilledOrToStopANode() throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            assertThat(ask(server.port(), new byte[] {107})).isEqualTo("4e4f");
            assertThat(ask(server.port(), "se1".getBytes(StandardCharsets.US_ASCII)))
                    .isEmpty();
            assertThat(server.names()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000", // empty
                "0bf4", // longer than any request
                "ffff",
                "0001 58", // no such request
                "0003 78 3039", // cut
                "000d 78 3039 4d 00 0006 0006 0000 0000", // no name
                "000f 78 3039 4d 00 0006 0006 0002 6500 0000", // a NUL in the name
                "000f 78 3039 4d 00 0006 0006 0003 6531 0000", // the name's length is wrong
                "000f 78 3039 4d 00 0006 0006 0002 6531 0001", // the extra's length is wrong
                "0010 78 3039 4d 00 0006 0006 0002 6531 0000 00", // a byte too many
                "000f 78 3039" // the rest never comes
            })
    void closesSilentlyWhatIsMalformed(String bytes) throws Exception {
        try (RawPeer peer = peer()) {
            peer.send(hex(bytes));
            assertThat(peer.finish()).isEmpty();
        }
        assertThat(server.names()).isEmpty();
    }

    @Test
    void survivesNoise() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[1 + random.nextInt(40)];
            random.nextBytes(body);
            body[0] = (byte) (random.nextBoolean() ? 120 : 100 + random.nextInt(24));
            try (RawPeer peer = peer()) {
                peer.request(body);
                peer.finish();
            }
        }
        try (RawPeer node = peer()) {
            assertThat(node.request(alive2("after-the-noise", 6)).read(2))
                    .as("seed %d", seed)
                    .isEqualTo("7600");
        }
    }

    @Test
    void letsOnlyThisHostRegisterDumpAndKill() throws Exception {
        for (byte[] request : List.of(alive2("e1", 6), new byte[] {100}, new byte[] {107})) {
            assertThat(askFromAfar(request)).isEmpty();
        }
        assertThat(askFromAfar("ze1".getBytes(StandardCharsets.US_ASCII))).isEqualTo("7701");
        assertThat(askFromAfar(new byte[] {110})).isEqualTo("00001111");
    }

    /** A session that was told that its peer is on another host; here all addresses are local. */
    private static String askFromAfar(byte[] request) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var peer = new RawPeer(listener.getLocalPort());
                Socket accepted = listener.accept()) {
            peer.request(request);
            var registered = new AtomicBoolean();
            new EpmdSession(accepted, new NameTable(), 0x1111, 1, false, () -> registered.set(true)).serve();
            accepted.shutdownOutput();
            assertThat(registered).isFalse();
            return peer.rest();
        }
    }

    @Test
    void closesWhoSaysNothingButNotWhoIsRegistered() throws Exception {
        restart(new EpmdServer.Limits(Duration.ofMillis(300), 10, 10));
        try (RawPeer node = peer();
                RawPeer silent = peer()) {
            node.request(alive2("e1", 6)).read(6);
            assertThat(silent.rest()).isEmpty();
            try (RawPeer slow = peer()) {
                slow.send(hex("000f78"));
                assertThat(slow.rest()).isEmpty();
            }
            // By now the node has been there for twice the time limit of a request.
            assertThat(server.names()).hasSize(1);
        }
    }

    @Test
    void boundsTheNumberOfConnections() throws Exception {
        restart(new EpmdServer.Limits(Duration.ofSeconds(30), 2, 0));
        try (RawPeer one = peer();
                RawPeer two = peer()) {
            one.request(alive2("e1", 6)).read(6);
            two.request(alive2("e2", 6)).read(6);
            try (RawPeer three = peer()) {
                assertThat(restOrReset(three)).isEmpty();
            }
            assertThat(two.finish()).isEmpty();
            try (RawPeer four = peer()) {
                assertThat(four.request(alive2("e4", 6)).read(2)).isEqualTo("7600");
            }
        }
    }

    @Test
    void saysSoWhenItsPortIsTaken() {
        assertThatThrownBy(() -> EpmdServer.startOnLoopback(server.port()))
                .isInstanceOfSatisfying(
                        EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PORT_TAKEN))
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("epmd -names");
    }

    @Test
    void endsRegistrationsWhenClosed() throws Exception {
        try (RawPeer node = peer()) {
            node.request(alive2("e1", 6)).read(6);
            server.close();
            assertThat(restOrReset(node)).isEmpty();
            server.close();
        }
    }
}
