package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one ordered way out of a connection: packets from any thread, written by the event loop in batches.
 *
 * <p>Threads: {@link #offer} and {@link #awaitRoom} are for any thread, everything else is event loop only. A thread's packets
 * keep their order; packets of different threads interleave at packet boundaries.
 *
 * <p>Pressure: a caller waits in {@link #awaitRoom} while more than {@link #HIGH_BYTES} are queued, like a BEAM process on a
 * busy distribution port ({@code +zdbbl}, 1 MiB). Answers that the event loop itself gives cannot wait; for them the connection
 * stops reading while {@link #isFlooded}, so a peer that provokes answers and reads none of them cannot fill our memory.
 */
final class Outbound {
    static final long HIGH_BYTES = 1024 * 1024;
    private static final long LOW_BYTES = HIGH_BYTES / 2;
    private static final long FLOOD_BYTES = 16 * HIGH_BYTES;

    /** Packets up to this size are copied together: one large write beats many small ones by more than the copy costs. */
    private static final int SMALL_BYTES = 4 * 1024;

    private static final int BATCH_BYTES = 64 * 1024;

    private final Channel channel;
    private final ConcurrentLinkedQueue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean closed;

    /** Guards nothing but the waiting; never held across I/O. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    private long bytesWritten; // event loop only
    private Runnable onCalm = () -> {}; // event loop only
    private @Nullable Runnable onWritten; // event loop only

    Outbound(Channel channel) {
        this.channel = channel;
    }

    /** Waits until there is room. False if the connection is closed. */
    boolean awaitRoom() throws InterruptedException {
        if (queuedBytes.get() <= HIGH_BYTES) return !closed;
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            while (queuedBytes.get() > LOW_BYTES && !closed) room.await();
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
        return !closed;
    }

    boolean hasRoom() {
        return queuedBytes.get() <= HIGH_BYTES && !closed;
    }

    boolean isFlooded() {
        return queuedBytes.get() > FLOOD_BYTES;
    }

    /** Queues whole packets; takes ownership. After the close they are dropped, and the answer is false. */
    boolean offer(ByteBuf packets) {
        queuedBytes.addAndGet(packets.readableBytes());
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

    /** Calls back once all that is queued has been handed to the system, or cannot be. */
    void finish(Runnable whenWritten) {
        onWritten = whenWritten;
        drain();
    }

    /** Writes what the socket takes now; the rest waits for {@code channelWritabilityChanged}, which calls this again. */
    void drain() {
        // Cleared before looking, never after: a packet queued behind our last look then schedules a new drain.
        drainScheduled.set(false);
        if (closed) return;
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
        long left = queuedBytes.addAndGet(-bytes);
        if (left <= LOW_BYTES) {
            if (waiting.get() > 0) wakeAll();
            onCalm.run();
        }
    }

    private void wakeAll() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything handed to the socket so far; grows only on the event loop. */
    long bytesWritten() {
        return bytesWritten;
    }

    /** A tick, unless packets are on their way anyway. */
    boolean writeTick() {
        if (!queue.isEmpty() || !channel.isWritable()) return false;
        bytesWritten += Integer.BYTES;
        channel.writeAndFlush(channel.alloc().directBuffer(Integer.BYTES).writeInt(0), channel.voidPromise());
        return true;
    }

    /** Wakes all who wait and drops what is queued. */
    void close() {
        closed = true;
        wakeAll();
        releaseAll();
    }

    private void releaseAll() {
        for (ByteBuf packets = queue.poll(); packets != null; packets = queue.poll()) packets.release();
    }
}
