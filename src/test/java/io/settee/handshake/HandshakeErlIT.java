package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.settee.epmd.EpmdClient;
import io.settee.epmd.EpmdServer;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Action.Admit;
import io.settee.handshake.Action.AssignName;
import io.settee.handshake.Action.Done;
import io.settee.handshake.Action.DropOld;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.Initiator.OnAlive;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.support.RealErl;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both machines against real nodes, over plain sockets; the nodes find each other by our EPMD. */
@Timeout(180)
class HandshakeErlIT {
    private static final Cookie COOKIE = Cookie.of("secret", "the test");
    private static final Cookie WRONG = Cookie.of("wrong", "the test");
    private static final NodeName JAVA = NodeName.of("j@127.0.0.1");
    private static final Creation CREATION = new Creation(0x12345678);
    private static final LocalIdentity.Named LOCAL = new LocalIdentity.Named(JAVA, DistFlags.OFFER, CREATION);
    private static final String DIAL = "net_kernel:connect_node('j@127.0.0.1').";

    private final EpmdServer epmd = EpmdServer.startOnLoopback(0);
    private final EpmdClient client = new EpmdClient(epmd.port(), Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        epmd.close();
    }

    private RealErl node(int release, String name) throws IOException {
        return RealErl.start(release, epmd.port(), "-name", name + "@127.0.0.1", "-setcookie", "secret");
    }

    private int portOf(String name) {
        return client.lookup(InetAddress.getLoopbackAddress(), name).port();
    }

    private static Initiator initiator(String peer, Cookie cookie, OnAlive onAlive) {
        return new Initiator(LOCAL, NodeName.of(peer + "@127.0.0.1"), cookie, onAlive);
    }

    private static HandshakeException failure(Attempt attempt) {
        return catchThrowableOfType(HandshakeException.class, attempt::run);
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void comesUpWhenWeDial(int release) throws Exception {
        try (RealErl erl = node(release, "a");
                var driver = SocketDriver.dial(portOf("a"))) {
            Done done = driver.initiate(initiator("a", COOKIE, OnAlive.REPLACE));
            assertThat(done.peer().name()).isEqualTo(NodeName.of("a@127.0.0.1"));
            assertThat(done.peer().creation().value())
                    .isEqualTo(Long.parseLong(erl.eval("erlang:system_info(creation).")));
            assertThat(done.peer().agreed().has(DistFlags.PUBLISHED)).isFalse();
            assertThat(done.peer().agreed().has(DistFlags.V4_NC)).isEqualTo(release > 23);
            assertThat(done.peer().agreed().has(DistFlags.ALTACT_SIG)).isEqualTo(release > 27);
            await().until(() -> erl.eval("nodes(hidden).").equals("['j@127.0.0.1']"));
            assertThat(erl.eval("nodes().")).isEqualTo("[]");
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void recognisesHowANodeRejectsAWrongCookie(int release) throws Exception {
        try (RealErl erl = node(release, "a");
                var driver = SocketDriver.dial(portOf("a"))) {
            HandshakeException cause = failure(() -> driver.initiate(initiator("a", WRONG, OnAlive.REPLACE)));
            assertThat(cause.reason()).isEqualTo(Reason.BAD_COOKIE);
            assertThat(erl.eval("nodes(connected).")).isEqualTo("[]");
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void getsANameFromANode(int release) throws Exception {
        var nameless = new LocalIdentity.Nameless("127.0.0.1", DistFlags.OFFER);
        try (RealErl erl = node(release, "a");
                var driver = SocketDriver.dial(portOf("a"))) {
            Done done = driver.initiate(new Initiator(nameless, NodeName.of("a@127.0.0.1"), COOKIE, OnAlive.REPLACE));
            assertThat(done.self().name().host()).isEqualTo("127.0.0.1");
            await().until(() ->
                    erl.eval("nodes(hidden).").equals("['" + done.self().name() + "']"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void replacesAConnectionThatTheNodeBelievesAlive(int release) throws Exception {
        try (RealErl erl = node(release, "a");
                var old = SocketDriver.dial(portOf("a"))) {
            Done first = old.initiate(initiator("a", COOKIE, OnAlive.REPLACE));
            // The node's own end of the handshake comes a moment after ours.
            await().until(() -> erl.eval("nodes(hidden).").equals("['j@127.0.0.1']"));
            try (var modest = SocketDriver.dial(portOf("a"))) {
                HandshakeException cause = failure(() -> modest.initiate(initiator("a", COOKIE, OnAlive.GIVE_UP)));
                assertThat(cause.reason()).isEqualTo(Reason.ALIVE);
            }
            try (var fresh = SocketDriver.dial(portOf("a"), () -> closeNow(old))) {
                assertThat(fresh.initiate(initiator("a", COOKIE, OnAlive.REPLACE)))
                        .isEqualTo(first);
                assertThat(fresh.log()).contains(new DropOld(first.peer().name()));
                await().until(() -> erl.eval("nodes(hidden).").equals("['j@127.0.0.1']"));
            }
        }
    }

    private static void closeNow(SocketDriver driver) {
        try {
            driver.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noticesThatAnotherNodeListensThere() throws Exception {
        try (RealErl erl = node(25, "a");
                var driver = SocketDriver.dial(portOf("a"))) {
            HandshakeException cause = failure(() -> driver.initiate(initiator("b", COOKIE, OnAlive.REPLACE)));
            assertThat(cause.reason()).isEqualTo(Reason.WRONG_NODE);
            assertThat(cause).hasMessageContaining("we dialled b@127.0.0.1, and 'a@127.0.0.1' is there");
            assertThat(erl.output()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void comesUpWhenANodeDialsUs(int release) throws Exception {
        try (var listener = listen();
                var registration = client.register(JAVA, listener.getLocalPort(), true);
                RealErl erl = node(release, "a")) {
            erl.begin(DIAL);
            try (var driver = new SocketDriver(listener.accept())) {
                Done done = driver.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> Verdict.OK);
                assertThat(erl.result(DIAL)).isEqualTo("true");
                assertThat(done.peer().name()).isEqualTo(NodeName.of("a@127.0.0.1"));
                assertThat(erl.eval("nodes(hidden).")).isEqualTo("['j@127.0.0.1']");
                assertThat(done.peer().creation().value())
                        .isEqualTo(Long.parseLong(erl.eval("erlang:system_info(creation).")));
            }
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void replacesItsConnectionWhenTheNodeHasForgottenIt(int release) throws Exception {
        try (var listener = listen();
                var registration = client.register(JAVA, listener.getLocalPort(), true);
                RealErl erl = node(release, "a")) {
            erl.begin(DIAL);
            try (var old = new SocketDriver(listener.accept())) {
                Done first = old.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> Verdict.OK);
                assertThat(erl.result(DIAL)).isEqualTo("true");
                assertThat(erl.eval("erlang:disconnect_node('j@127.0.0.1').")).isEqualTo("true");
                await().until(() -> erl.eval("nodes(hidden).").equals("[]"));
                erl.begin(DIAL);
                try (var fresh = new SocketDriver(listener.accept(), () -> closeNow(old))) {
                    assertThat(fresh.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> Verdict.ALIVE))
                            .isEqualTo(first);
                    assertThat(fresh.log()).contains(new DropOld(first.peer().name()));
                    assertThat(erl.result(DIAL)).isEqualTo("true");
                }
            }
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void rejectsANodeWithAWrongCookie(int release) throws Exception {
        try (var listener = listen();
                var registration = client.register(JAVA, listener.getLocalPort(), true);
                RealErl erl = node(release, "a")) {
            erl.begin(DIAL);
            try (var driver = new SocketDriver(listener.accept())) {
                HandshakeException cause =
                        failure(() -> driver.accept(new Acceptor(LOCAL, peer -> WRONG), admit -> Verdict.OK));
                assertThat(cause.reason()).isEqualTo(Reason.BAD_COOKIE);
            }
            assertThat(erl.result(DIAL)).isEqualTo("false");
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void givesANodeTheNameItAsksFor(int release) throws Exception {
        NodeName javaAtLocalhost = NodeName.of("j@localhost");
        var local = new LocalIdentity.Named(javaAtLocalhost, DistFlags.OFFER, CREATION);
        String dial = "net_kernel:connect_node('j@localhost').";
        try (var listener = listen();
                var registration = client.register(javaAtLocalhost, listener.getLocalPort(), true);
                RealErl erl = RealErl.start(release, epmd.port(), "-sname", "undefined", "-setcookie", "secret")) {
            erl.begin(dial);
            try (var driver = new SocketDriver(listener.accept())) {
                Done done = driver.accept(new Acceptor(local, peer -> COOKIE), question -> {
                    String host = ((AssignName) question).host();
                    return new Named(new NodeName("GIVEN", host), new Creation(4711));
                });
                assertThat(erl.result(dial)).as("output %s", erl.output()).isEqualTo("true");
                assertThat(erl.eval("node().")).isEqualTo("'" + done.peer().name() + "'");
                assertThat(erl.eval("erlang:system_info(creation).")).isEqualTo("4711");
            }
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("io.settee.testkit.ErlReleases#old")
    void completesTheFlagsOfOtp23ThatBelievesUsOld(int release) throws Exception {
        try (var listener = listen();
                var registration = registerAsVersion5(listener.getLocalPort());
                RealErl erl = node(release, "a")) {
            erl.begin(DIAL);
            try (var driver = new SocketDriver(listener.accept())) {
                Done done = driver.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> {
                    // Only the old form has no room for the upper flags, which OTP 23 has.
                    assertThat(((Admit) admit).offered().bits() >>> 32).isZero();
                    return Verdict.OK;
                });
                assertThat(erl.result(DIAL)).isEqualTo("true");
                assertThat(done.peer().agreed().has(DistFlags.SPAWN)).isTrue();
                assertThat(done.peer().creation().value())
                        .isEqualTo(Long.parseLong(erl.eval("erlang:system_info(creation).")));
            }
            assertThat(registration.isClosed()).isFalse();
        }
    }

    /** What our client never does: an EPMD entry with Highest 5, as of a node before OTP 23. */
    private Socket registerAsVersion5(int nodePort) throws IOException {
        byte[] name = JAVA.name().getBytes(StandardCharsets.US_ASCII);
        var socket = new Socket(InetAddress.getLoopbackAddress(), epmd.port());
        socket.getOutputStream()
                .write(ByteBuffer.allocate(15 + name.length)
                        .putShort((short) (13 + name.length))
                        .put((byte) 120)
                        .putShort((short) nodePort)
                        .put((byte) 72)
                        .put((byte) 0)
                        .putShort((short) 5)
                        .putShort((short) 5)
                        .putShort((short) name.length)
                        .put(name)
                        .putShort((short) 0)
                        .array());
        assertThat(new DataInputStream(socket.getInputStream()).readUnsignedShort())
                .isEqualTo(0x7900);
        return socket;
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void losesToANodeOfGreaterNameThatDialsAtTheSameTime(int release) throws Exception {
        try (var listener = listen();
                var registration = client.register(JAVA, listener.getLocalPort(), true);
                RealErl erl = node(release, "z")) {
            erl.begin(DIAL);
            try (var theirs = new SocketDriver(listener.accept())) {
                theirs.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> {
                    // Their attempt is under way: it awaits our verdict. Now ours goes out, too.
                    try (var ours = SocketDriver.dial(portOf("z"))) {
                        HandshakeException cause =
                                failure(() -> ours.initiate(initiator("z", COOKIE, OnAlive.REPLACE)));
                        assertThat(cause.reason()).isEqualTo(Reason.NOK);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return Verdict.OK;
                });
                assertThat(erl.result(DIAL)).isEqualTo("true");
            }
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void winsOverANodeOfSmallerNameThatDialsAtTheSameTime(int release) throws Exception {
        try (var listener = listen();
                var registration = client.register(JAVA, listener.getLocalPort(), true);
                RealErl erl = node(release, "a")) {
            erl.begin(DIAL);
            try (var theirs = new SocketDriver(listener.accept());
                    var ours = SocketDriver.dial(portOf("a"))) {
                HandshakeException cause = failure(() -> theirs.accept(new Acceptor(LOCAL, peer -> COOKIE), admit -> {
                    try {
                        ours.initiate(initiator("a", COOKIE, OnAlive.REPLACE));
                        // The node has killed its own attempt.
                        theirs.awaitClose();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return Verdict.NOK;
                }));
                assertThat(cause.reason()).isEqualTo(Reason.NOK);
                assertThat(ours.log()).last().isInstanceOf(Done.class);
                assertThat(erl.result(DIAL)).isEqualTo("true");
            }
            assertThat(registration.isRegistered()).isTrue();
        }
    }

    private static ServerSocket listen() throws IOException {
        var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(30_000);
        return listener;
    }
}
