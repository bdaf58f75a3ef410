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
    private final ConcurrentLinkedQueue<Packet> queue = new ConcurrentLinkedQueue<>();
    private final Backlog backlog = new Backlog();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean closed;
    private volatile long unsent; // written by the event loop only

    private long bytesWritten; // event loop only
    private Runnable onCalm = () -> {}; // event loop only
    private @Nullable Runnable onWritten; // event loop only
    private boolean finished; // event loop only

    /** A whole packet, and whether a message ends with it. */
    private record Packet(ByteBuf bytes, boolean endsMessage) {}

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

    /**
     * Queues a whole packet; takes ownership. After the close it is dropped, and the answer is false.
     *
     * @param endsMessage whether it is the only or the last one of its message
     */
    boolean offer(ByteBuf packet, boolean endsMessage) {
        backlog.add(packet.readableBytes());
        queue.add(new Packet(packet, endsMessage));
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
            Packet next = queue.poll();
            if (next == null) break;
            int size = next.bytes.readableBytes();
            if (size <= SMALL_BYTES && !queue.isEmpty()) {
                writeGathered(next);
            } else {
                taken(size);
                write(next.bytes, next.endsMessage ? 1 : 0);
            }
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

    private void writeGathered(Packet first) {
        ByteBuf batch = channel.alloc().directBuffer(BATCH_BYTES);
        int messages = 0;
        Packet next = first;
        while (true) {
            batch.writeBytes(next.bytes);
            next.bytes.release();
            if (next.endsMessage) messages++;
            next = queue.peek();
            if (next == null || next.bytes.readableBytes() > Math.min(SMALL_BYTES, batch.writableBytes())) break;
            queue.poll();
        }
        taken(batch.readableBytes());
        write(batch, messages);
    }

    private void write(ByteBuf bytes, int messages) {
        bytesWritten += bytes.readableBytes();
        channel.write(bytes).addListener(written -> {
            if (written.isSuccess()) return;
            notSent(messages);
            channel.pipeline().fireExceptionCaught(written.cause());
        });
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop; others only read
    private void notSent(int messages) {
        unsent += messages;
    }

    /** Messages that were queued whole and not handed to the system whole, as far as the connection has ended. Any thread. */
    long unsent() {
        return unsent;
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
        notSent(releaseAll());
    }

    /** How many messages ended in what was queued. */
    private int releaseAll() {
        int messages = 0;
        for (Packet packet = queue.poll(); packet != null; packet = queue.poll()) {
            packet.bytes.release();
            if (packet.endsMessage) messages++;
        }
        return messages;
    }
}
