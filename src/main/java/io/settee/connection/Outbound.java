package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one ordered way out of a connection: packets from any thread, written by the event loop in batches.
 *
 * <p>Threads: {@link #offer} and {@link #backlog} are for any thread, everything else is event loop only. A thread's packets
 * keep their order; packets of different threads interleave at packet boundaries.
 *
 * <p>Pressure: callers wait at the gates of the {@link Backlog}. Answers that the event loop itself gives cannot wait; for them the connection
 * stops reading while {@link #isFlooded}, so a peer that provokes answers and reads none of them cannot fill our memory.
 */
final class Outbound {
    private static final long FLOOD_BYTES = 16 * Backlog.HIGH_BYTES;

    /** Packets up to this size are copied together: one large write beats many small ones by more than the copy costs. */
    private static final int SMALL_BYTES = 4 * 1024;

    private static final int BATCH_BYTES = 64 * 1024;

    private final Channel channel;
    private final ConcurrentLinkedQueue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final Backlog backlog = new Backlog();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean closed;

    private long bytesWritten; // event loop only
    private Runnable onCalm = () -> {}; // event loop only
    private @Nullable Runnable onWritten; // event loop only
    private boolean finished; // event loop only

    Outbound(Channel channel) {
        this.channel = channel;
    }

    /** What is queued, for those who have to wait before they offer more. */
    Backlog backlog() {
        return backlog;
    }

    boolean isFlooded() {
        return backlog.bytes() > FLOOD_BYTES;
    }

    /** Queues whole packets; takes ownership. After the close they are dropped, and the answer is false. */
    boolean offer(ByteBuf packets) {
        backlog.add(packets.readableBytes());
        queue.add(packets);
        if (closed) {
            releaseAll();
            return false;
        }
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(drain);
        }
        return true;
    }

    /** Calls back once when a flood has passed. */
    void whenCalm(Runnable callback) {
        onCalm = callback;
    }

    /** Calls back once all that is queued has been handed to the system, or cannot be; nothing is written after it. */
    void finish(Runnable whenWritten) {
        onWritten = whenWritten;
        drain();
    }

    /** Writes what the socket takes now; the rest waits for {@code channelWritabilityChanged}, which calls this again. */
    void drain() {
        // Cleared before looking, never after: a packet queued behind our last look then schedules a new drain.
        drainScheduled.set(false);
        if (closed || finished) return;
        boolean wrote = false;
        while (channel.isWritable()) {
            ByteBuf next = queue.poll();
            if (next == null) break;
            int size = next.readableBytes();
            if (size <= SMALL_BYTES && !queue.isEmpty()) {
                next = gathered(next);
                size = next.readableBytes();
            } else {
                taken(size);
            }
            bytesWritten += size;
            channel.write(next, channel.voidPromise());
            wrote = true;
        }
        if (wrote) channel.flush();
        if (onWritten != null && queue.isEmpty()) {
            Runnable callback = onWritten;
            onWritten = null;
            finished = true;
            // Done when everything before it is.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> callback.run());
        }
    }

    private ByteBuf gathered(ByteBuf first) {
        ByteBuf batch = channel.alloc().directBuffer(BATCH_BYTES);
        ByteBuf next = first;
        while (true) {
            batch.writeBytes(next);
            next.release();
            next = queue.peek();
            if (next == null || next.readableBytes() > Math.min(SMALL_BYTES, batch.writableBytes())) break;
            queue.poll();
        }
        taken(batch.readableBytes());
        return batch;
    }

    private void taken(int bytes) {
        backlog.remove(bytes);
        if (backlog.bytes() <= Backlog.LOW_BYTES) onCalm.run();
    }

    /** Everything handed to the socket so far; grows only on the event loop. */
    long bytesWritten() {
        return bytesWritten;
    }

    /** A tick, unless packets are on their way anyway. */
    boolean writeTick() {
        if (finished || !queue.isEmpty() || !channel.isWritable()) return false;
        bytesWritten += Integer.BYTES;
        channel.writeAndFlush(channel.alloc().directBuffer(Integer.BYTES).writeInt(0), channel.voidPromise());
        return true;
    }

    /** Wakes all who wait and drops what is queued. */
    void close() {
        closed = true;
        backlog.close();
        releaseAll();
    }

    private void releaseAll() {
        for (ByteBuf packets = queue.poll(); packets != null; packets = queue.poll()) packets.release();
    }
}
