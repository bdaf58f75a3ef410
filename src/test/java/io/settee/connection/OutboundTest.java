package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboundTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outbound outbound = new Outbound(channel);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** As the connection's handler does. */
    @BeforeEach
    void drainWhenWritable() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                outbound.drain();
            }
        });
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        channel.finishAndReleaseAll();
    }

    private static ByteBuf packet(int size, int mark) {
        return Unpooled.wrappedBuffer(new byte[size]).setInt(0, mark);
    }

    private void writable(boolean whether) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, whether);
    }

    /** All that was written since the last call, as one stream. */
    private ByteBuf written() {
        channel.runPendingTasks();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }

    @Test
    void writesPacketsOfAllSizesInTheirOrder() {
        int[] sizes = {10, 4, 5000, 20, 70_000, 8, 4096, 4097, 9, 65_536};
        for (int i = 0; i < sizes.length; i++) outbound.offer(packet(sizes[i], i), true);
        ByteBuf stream = written();
        for (int i = 0; i < sizes.length; i++) {
            assertThat(stream.readInt()).isEqualTo(i);
            stream.skipBytes(sizes[i] - 4);
        }
        assertThat(stream.isReadable()).isFalse();
        assertThat(outbound.bytesWritten())
                .isEqualTo(java.util.Arrays.stream(sizes).sum());
    }

    @Test
    void keepsTheOrderOfEachThread() throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            done.add(threads.submit(() -> {
                for (int i = 0; i < 1000; i++) outbound.offer(packet(4 + i % 7, thread << 16 | i), true);
            }));
        }
        for (Future<?> one : done) one.get();
        ByteBuf stream = written();
        int[] next = new int[4];
        while (stream.isReadable()) {
            int mark = stream.readInt();
            int number = mark & 0xffff;
            assertThat(number).isEqualTo(next[mark >> 16]++);
            stream.skipBytes(number % 7);
        }
        assertThat(next).containsOnly(1000);
    }

    @Test
    void makesSendersWaitFromOneMegabyteOnUntilHalfOfItIsGone() throws Exception {
        writable(false);
        int count = 0;
        while (outbound.backlog().hasRoom()) outbound.offer(packet(64 * 1024, count++), true);
        assertThat((long) count * 64 * 1024).isBetween(Backlog.HIGH_BYTES, Backlog.HIGH_BYTES + 64 * 1024);
        Future<Boolean> waiting = threads.submit(outbound.backlog().signals::await);
        channel.runPendingTasks();
        assertThat(waiting.isDone()).isFalse();
        writable(true);
        assertThat(written().readableBytes()).isEqualTo(count * 64 * 1024);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(outbound.backlog().hasRoom()).isTrue();
    }

    @Test
    void keepsLargeSignalsFromShuttingSmallOnesOut() throws Exception {
        writable(false);
        Backlog backlog = outbound.backlog();
        Future<?> large = threads.submit(() -> {
            for (int i = 0; i < 1000; i++) {
                backlog.fragments.awaitUninterruptibly();
                outbound.offer(packet(64 * 1024, i), true);
            }
            return null;
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> backlog.bytes() > Backlog.LOW_BYTES);
        assertThat(backlog.hasRoom()).isTrue();
        assertThat(backlog.signals.await()).isTrue();
        assertThat(backlog.bytes()).isLessThanOrEqualTo(Backlog.LOW_BYTES + 64 * 1024);
        writable(true);
        long bytes = 0;
        while (!large.isDone() || backlog.bytes() > 0) {
            ByteBuf some = written();
            bytes += some.readableBytes();
            some.release();
            assertThat(backlog.bytes()).isLessThanOrEqualTo(Backlog.LOW_BYTES + 64 * 1024);
        }
        large.get();
        assertThat(bytes).isEqualTo(1000L * 64 * 1024);
    }

    @Test
    void letsManyWaitingSendersThroughOneAfterTheOther() throws Exception {
        writable(false);
        while (outbound.backlog().hasRoom()) outbound.offer(packet(64 * 1024, 0), true);
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(threads.submit(() -> {
                if (outbound.backlog().signals.await()) outbound.offer(packet(1000, 0), true);
                return null;
            }));
        }
        writable(true);
        long bytes = 0;
        while (!waiting.stream().allMatch(Future::isDone) || outbound.backlog().bytes() > 0) {
            ByteBuf some = written();
            bytes += some.readableBytes();
            some.release();
        }
        assertThat(bytes).isGreaterThan(10_000_000 + Backlog.HIGH_BYTES);
    }

    @Test
    void letsAWaitingSenderBeInterrupted() {
        writable(false);
        while (outbound.backlog().hasRoom()) outbound.offer(packet(64 * 1024, 0), true);
        Future<?> waiting = threads.submit(() -> {
            Thread.currentThread().interrupt();
            return outbound.backlog().signals.await();
        });
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void tellsWaitingSendersOfTheEndAndReleasesWhatIsQueued() throws Exception {
        writable(false);
        List<ByteBuf> packets = new ArrayList<>();
        while (outbound.backlog().hasRoom()) {
            ByteBuf packet = packet(64 * 1024, 0);
            packets.add(packet);
            outbound.offer(packet, true);
        }
        Future<Boolean> waiting = threads.submit(outbound.backlog().signals::await);
        outbound.close();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
        ByteBuf late = packet(10, 0);
        outbound.offer(late, true);
        packets.add(late);
        assertThat(packets).allMatch(packet -> packet.refCnt() == 0);
        assertThat(outbound.backlog().signals.await()).isFalse();
        assertThat(outbound.backlog().hasRoom()).isFalse();
    }

    @Test
    void countsTheMessagesThatTheEndKeepsHere() {
        outbound.offer(packet(10, 1), true);
        assertThat(written().readableBytes()).isEqualTo(10);
        assertThat(outbound.unsent()).isZero();
        List<Throwable> failures = new ArrayList<>();
        channel.pipeline().addLast(new ChannelDuplexHandler() {
            @Override
            public void write(ChannelHandlerContext ctx, Object packets, ChannelPromise written) {
                ((ByteBuf) packets).release();
                written.setFailure(new IOException("broken"));
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                failures.add(cause);
            }
        });
        for (int i = 0; i < 3; i++) outbound.offer(packet(10, i), true);
        outbound.offer(packet(70_000, 0), false);
        outbound.offer(packet(70_000, 0), true);
        channel.runPendingTasks();
        assertThat(outbound.unsent()).isEqualTo(4);
        // As a failed write without a listener would tell it.
        assertThat(failures).hasSize(3).extracting(Throwable::getMessage).containsOnly("broken");
        writable(false);
        for (int i = 0; i < 5; i++) outbound.offer(packet(10, i), true);
        outbound.offer(packet(70_000, 0), false);
        outbound.close();
        assertThat(outbound.unsent()).isEqualTo(9);
        assertThat(outbound.offer(packet(10, 0), true)).isFalse();
        assertThat(outbound.unsent()).isEqualTo(9);
    }

    @Test
    void writesATickOnlyWhenNothingElseIsOnItsWay() {
        assertThat(outbound.writeTick()).isTrue();
        assertThat(written().readInt()).isZero();
        assertThat(outbound.bytesWritten()).isEqualTo(4);
        outbound.offer(packet(10, 1), true);
        assertThat(outbound.writeTick()).isFalse();
        assertThat(written().readableBytes()).isEqualTo(10);
        writable(false);
        assertThat(outbound.writeTick()).isFalse();
    }

    @Test
    void saysWhenAFloodHasPassed() {
        int[] calls = {0};
        outbound.whenCalm(() -> calls[0]++);
        writable(false);
        while (!outbound.isFlooded()) outbound.offer(packet(1024 * 1024, 0), true);
        channel.runPendingTasks();
        assertThat(calls[0]).isZero();
        writable(true);
        written().release();
        assertThat(outbound.isFlooded()).isFalse();
        assertThat(calls[0]).isPositive();
    }

    @Test
    void finishesWhenAllThatIsQueuedHasBeenWritten() {
        boolean[] finished = {false};
        writable(false);
        outbound.offer(packet(10, 1), true);
        outbound.offer(packet(100_000, 2), true);
        outbound.finish(() -> finished[0] = true);
        channel.runPendingTasks();
        assertThat(finished[0]).isFalse();
        writable(true);
        assertThat(written().readableBytes()).isEqualTo(100_010);
        assertThat(finished[0]).isTrue();
    }

    @Test
    void finishesAtOnceWhenNothingIsQueued() {
        boolean[] finished = {false};
        outbound.finish(() -> finished[0] = true);
        channel.runPendingTasks();
        assertThat(finished[0]).isTrue();
    }
}
