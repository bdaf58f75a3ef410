package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TcpCarrier;
import io.settee.connection.CloseReason.Kind;
import io.settee.control.Signal;
import io.settee.handshake.HandshakeMessage;
import io.settee.handshake.LocalIdentity;
import io.settee.handshake.PeerIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ticks and the end of a live connection, by a clock that the test owns: net_ticktime is 60 s, in four checks. */
class LiveHandlerTest {
    private static final byte[] TICK = {0, 0, 0, 0};
    private static final Pid SENDER = new Pid(new Atom("b@h"), 1, 0, 5);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Signal> signals = new ArrayList<>();
    private final List<CloseReason> ends = new ArrayList<>();
    private Connection connection;
    private @Nullable RuntimeException defect;

    private final class Owner implements ConnectionOwner, SignalSink {
        @Override
        public Cookie cookieFor(NodeName peer) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public HandshakeMessage.Verdict admit(NodeName claimed, CarrierReady how, SocketAddress from) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public void claimOver(NodeName claimed) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public Optional<String> mistrust(NodeName dialled, CarrierReady how) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public boolean hasCome(NodeName peer) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public HandshakeMessage.Status assignName(String host, CarrierReady how, SocketAddress from) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public CompletionStage<?> dropOld(NodeName peer) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void delivered() {}

        @Override
        public SignalSink up(Connection up, LocalIdentity.Named self) {
            return this;
        }

        @Override
        public void refused(SocketAddress from, Optional<NodeName> claimed, RuntimeException why) {
            throw new AssertionError("the handshake is over");
        }

        @Override
        public void signal(Signal signal) {
            if (defect != null) throw defect;
            signals.add(signal);
        }

        @Override
        public void down(CloseReason reason) {
            ends.add(reason);
        }
    }

    @BeforeEach
    void open() {
        channel.freezeTime();
        var owner = new Owner();
        var self = new LocalIdentity.Named(NodeName.of("a@h"), DistFlags.OFFER, new Creation(5));
        // No atom cache and no fragments: packets are passed through.
        var agreed = DistFlags.OFFER.without(DistFlags.DIST_HDR_ATOM_CACHE | DistFlags.FRAGMENTS);
        connection = new Connection(
                channel,
                new PeerIdentity(NodeName.of("b@h"), agreed, new Creation(5)),
                new CarrierReady(new TcpCarrier(), Optional.empty()),
                true,
                ConnectionSettings.DEFAULT);
        PacketSplitter.Sink none = new PacketSplitter.Sink() {
            @Override
            public void packet(ByteBuf packet) {
                throw new AssertionError("the handshake is over");
            }

            @Override
            public void implausible(ByteBuf seen, int lengthBytes) {
                throw new AssertionError("the handshake is over");
            }
        };
        var settings = ConnectionSettings.DEFAULT.withLimits(1000, ConnectionSettings.DEFAULT.limits());
        channel.pipeline()
                .addLast(new LiveHandler(
                        connection, self, owner, settings, new PacketSplitter(channel.alloc(), none, 2, 1, 600)));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void after(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private void receives(byte... bytes) {
        if (channel.isOpen()) channel.writeInbound(Unpooled.copiedBuffer(bytes));
        channel.runPendingTasks();
    }

    private int ticksWritten() {
        int ticks = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out.readableBytes() == 4 && out.getInt(0) == 0) ticks++;
            out.release();
        }
        return ticks;
    }

    private void sends() {
        connection.answer(new Signal.Send(SENDER, SENDER, new Atom("hi"), null));
        channel.runPendingTasks();
    }

    @Test
    void ticksWhenItHasNothingToSay() {
        for (int i = 0; i < 8; i++) {
            after(Duration.ofSeconds(15));
            receives(TICK);
        }
        // One each quarter of the tick time, and no more: the peer's ticks need no answer while ours flow.
        assertThat(ticksWritten()).isBetween(8, 9);
        assertThat(channel.isOpen()).isTrue();
        assertThat(signals).isEmpty();
    }

    @Test
    void doesNotTickWhileItSends() {
        after(Duration.ofSeconds(1));
        for (int i = 0; i < 8; i++) {
            sends();
            after(Duration.ofSeconds(15));
            receives(TICK);
        }
        assertThat(ticksWritten()).isZero();
    }

    @Test
    void answersTheTicksOfAPeerWithAShorterTickTime() {
        for (int i = 0; i < 12; i++) {
            after(Duration.ofSeconds(1));
            receives(TICK);
        }
        assertThat(ticksWritten()).isGreaterThanOrEqualTo(12);
    }

    @Test
    void doesNotAnswerAnAnswer() {
        after(Duration.ofSeconds(15));
        assertThat(ticksWritten()).isEqualTo(1);
        receives(TICK);
        assertThat(ticksWritten()).isZero();
    }

    @Test
    void dropsASilentPeerBetweenTheTickTimeAndAQuarterMore() {
        after(Duration.ofSeconds(14));
        receives(TICK);
        for (int second = 1; second < 60; second++) {
            after(Duration.ofSeconds(1));
            assertThat(channel.isOpen()).as("after %s s of silence", second).isTrue();
        }
        after(Duration.ofSeconds(16));
        assertThat(channel.isOpen()).isFalse();
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.kind()).isEqualTo(Kind.NET_TICK_TIMEOUT);
            assertThat(end.detail()).contains("60 s");
        });
    }

    @Test
    void takesAnyByteForLife() {
        receives((byte) 0, (byte) 0, (byte) 3, (byte) 0x20);
        for (int i = 0; i < 10; i++) {
            after(Duration.ofSeconds(50));
            receives((byte) 7);
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(signals).isEmpty();
    }

    /** Lets written bytes out only when told to, one packet at a time, as the socket of a slow peer does. */
    private static final class Gate extends ChannelOutboundHandlerAdapter {
        @Override
        public void flush(ChannelHandlerContext ctx) {}
    }

    /** Queues so much that reading stops; the result lets it out. */
    private ChannelHandlerContext floodedBehindAGate() {
        var gate = new Gate();
        channel.pipeline().addFirst(gate);
        ChannelHandlerContext beyond = channel.pipeline().context(gate);
        for (int i = 0; i < 30; i++) connection.outbound().offer(Unpooled.wrappedBuffer(new byte[1_000_000]), true);
        channel.runPendingTasks();
        receives(TICK);
        assertThat(channel.config().isAutoRead()).isFalse();
        return beyond;
    }

    @Test
    void keepsAPeerThatTakesItsAnswersSlowlyAndDropsItWhenItTakesNone() {
        ChannelHandlerContext beyond = floodedBehindAGate();
        for (int i = 0; i < 8; i++) {
            beyond.flush();
            channel.runPendingTasks();
            after(Duration.ofSeconds(15));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.isOpen()).isTrue();
        for (int i = 0; i < 5; i++) after(Duration.ofSeconds(15));
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.kind()).isEqualTo(Kind.NET_TICK_TIMEOUT));
    }

    @Test
    void readsOnWhenAFloodOfAnswersHasPassed() {
        ChannelHandlerContext beyond = floodedBehindAGate();
        for (int i = 0; i < 30; i++) {
            beyond.flush();
            channel.runPendingTasks();
        }
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void asksForNoSignOfLifeWhileItIsHeldAndTicksOn() {
        connection.reading().hold();
        connection.reading().hold();
        assertThat(channel.config().isAutoRead()).isFalse();
        for (int i = 0; i < 20; i++) after(Duration.ofSeconds(15));
        assertThat(ticksWritten()).isEqualTo(20);
        connection.reading().release();
        assertThat(channel.config().isAutoRead()).isFalse();
        connection.reading().release();
        assertThat(channel.config().isAutoRead()).isTrue();
        // All its time begins again.
        for (int i = 0; i < 3; i++) after(Duration.ofSeconds(15));
        assertThat(channel.isOpen()).isTrue();
        for (int i = 0; i < 2; i++) after(Duration.ofSeconds(15));
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.kind()).isEqualTo(Kind.NET_TICK_TIMEOUT));
    }

    @Test
    void deliversSignalsInTheirOrder() {
        receives(ByteBufUtil.decodeHexDump(packet("one") + packet("two") + "00000000" + packet("three")));
        assertThat(signals)
                .extracting(signal -> ((Signal.SendNamed) signal).message())
                .containsExactly(new Atom("one"), new Atom("two"), new Atom("three"));
        assertThat(connection.messagesIn()).isEqualTo(3);
    }

    /** {6, Pid, '', x} and an atom, passed through. */
    private static String packet(String atom) {
        String pid = "58770362406800000001" + "00000000" + "00000005";
        String control = "8368046106" + pid + "7700" + "770178";
        String message = "8377" + "%02x".formatted(atom.length())
                + ByteBufUtil.hexDump(atom.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String body = "70" + control + message;
        return "%08x".formatted(body.length() / 2) + body;
    }

    @Test
    void closesOverAPacketThatIsTooLong() {
        receives((byte) 0, (byte) 0, (byte) 4, (byte) 0);
        assertThat(channel.isOpen()).isFalse();
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.kind()).isEqualTo(Kind.PROTOCOL_ERROR);
            assertThat(end.detail()).contains("1024", "1000");
        });
    }

    @Test
    void closesOverWhatIsNoMessageAndDeliversNothingBehindIt() {
        receives(ByteBufUtil.decodeHexDump("00000003" + "705050" + packet("behind")));
        assertThat(channel.isOpen()).isFalse();
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.kind()).isEqualTo(Kind.PROTOCOL_ERROR));
        assertThat(signals).isEmpty();
    }

    @Test
    void endsThisConnectionOverADefectOfOurs() {
        defect = new IllegalStateException("a defect");
        receives(ByteBufUtil.decodeHexDump(packet("one")));
        channel.checkException();
        assertThat(channel.isOpen()).isFalse();
        assertThat(ends)
                .singleElement()
                .satisfies(end -> assertThat(end.detail()).contains("a defect"));
    }

    @Test
    void tellsItsEndOnce() {
        var closed = connection.close(new CloseReason(Kind.DISCONNECT, "enough"));
        connection.close(new CloseReason(Kind.REPLACED, "too late"));
        channel.runPendingTasks();
        assertThat(closed.toCompletableFuture()).isCompletedWithValue(new CloseReason(Kind.DISCONNECT, "enough"));
        assertThat(ends).hasSize(1);
        assertThat(connection.isOpen()).isFalse();
        assertThat(connection.lost()).hasMessageContaining("enough");
    }

    @Test
    void waitsForASlowPeerBeforeItClosesButNotForEver() {
        sends();
        ticksWritten();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        sends();
        connection.close(new CloseReason(Kind.DISCONNECT, "enough"));
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        assertThat(connection.isOpen()).isFalse();
        after(Duration.ofSeconds(4));
        assertThat(ends).hasSize(1);
    }

    @Test
    void restsAfterAReadOfManySmallSignalsOnly() {
        receives(ByteBufUtil.decodeHexDump(packet("question") + packet("answer")));
        assertThat(channel.config().isAutoRead()).as("after two").isTrue();
        receives(ByteBufUtil.decodeHexDump(packet("answer").repeat(24)));
        assertThat(channel.config().isAutoRead())
                .as("after those of a dozen callers")
                .isTrue();

        receives(ByteBufUtil.decodeHexDump(packet("small").repeat(40)));
        assertThat(channel.config().isAutoRead()).as("after forty").isFalse();
        after(Duration.ofNanos(49_000));
        assertThat(channel.config().isAutoRead()).as("a moment later").isFalse();
        after(Duration.ofNanos(1_000));
        assertThat(channel.config().isAutoRead()).as("50 µs later").isTrue();

        receives(ByteBufUtil.decodeHexDump(packet("a".repeat(200)).repeat(100)));
        assertThat(channel.config().isAutoRead()).as("after 20 kB").isTrue();
        assertThat(signals).hasSize(166);
    }

    @Test
    void doesNotReadAgainAfterARestWhileItIsHeld() {
        receives(ByteBufUtil.decodeHexDump(packet("small").repeat(40)));
        connection.reading().hold();
        after(Duration.ofMillis(1));
        assertThat(channel.config().isAutoRead()).isFalse();
        connection.reading().release();
        assertThat(channel.config().isAutoRead()).isTrue();
    }
}
