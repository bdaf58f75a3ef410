package io.settee.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of one listener that are shaking hands, and turns away those beyond the limits. Any thread, without a lock. */
final class HalfOpen {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.connection");
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf(HalfOpen.class, "counted");
    /** Each so many turned away are told by one line. */
    private static final int TOLD_EVERY = 1000;

    private final HandshakeLimits limits;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicLong turnedAway = new AtomicLong();

    HalfOpen(HandshakeLimits limits) {
        this.limits = limits;
    }

    /** Counts a channel until it leaves or is closed, or closes it if there are too many. */
    boolean enter(Channel channel) {
        // Channels without addresses, as those within a process, are nobody's attack.
        if (!(channel.remoteAddress() instanceof InetSocketAddress from)) return true;
        int ofAddress = byAddress.merge(from.getAddress(), 1, Integer::sum);
        int ofAll = all.incrementAndGet();
        channel.attr(COUNTED).set(true);
        if (ofAddress > limits.mostOfOne() || ofAll > limits.most()) {
            leave(channel);
            if (turnedAway.getAndIncrement() % TOLD_EVERY == 0) {
                LOG.warn(
                        "{}: turned away, {} connections of its address and {} of all are shaking hands already ({})",
                        Addresses.text(from),
                        ofAddress - 1,
                        ofAll - 1,
                        limits);
            }
            channel.close();
            return false;
        }
        channel.closeFuture().addListener(closed -> leave(channel));
        return true;
    }

    /** The handshake of this channel is over. May be repeated. */
    void leave(Channel channel) {
        if (channel.attr(COUNTED).getAndSet(null) == null
                || !(channel.remoteAddress() instanceof InetSocketAddress from)) return;
        all.decrementAndGet();
        byAddress.computeIfPresent(from.getAddress(), (address, count) -> count == 1 ? null : count - 1);
    }
}
