package io.settee.connection;

import io.settee.carrier.SocketSettings;
import io.settee.codec.DecodeLimits;
import java.time.Duration;

/**
 * What holds for all connections of a node.
 *
 * @param tickTime {@code net_ticktime}: a peer that is silent for this long is taken for dead, give or take a quarter. The
 *     BEAM's default is 60 s; all nodes of a cluster should have the same
 * @param tickIntensity {@code net_tickintensity}: into how many checks that time is divided, 4 to 1000; default 4
 * @param setupTime {@code net_setuptime}: how long EPMD may take to answer, and the peer for each step of the handshake; default 7 s
 * @param maxPacketBytes the longest packet accepted. A peer that does not fragment sends a whole message as one packet
 * @param limits what is accepted inside packets
 * @param handshakes how many may shake hands with us at once
 * @param atomCache whether atoms that we send often go by number to peers that take them so ({@code DFLAG_DIST_HDR_ATOM_CACHE}); default true.
 *     Their receivers are quicker; without it a capture of the traffic is easier to read. What peers number is always understood
 * @param sockets options of the connections' sockets
 */
public record ConnectionSettings(
        Duration tickTime,
        int tickIntensity,
        Duration setupTime,
        int maxPacketBytes,
        DecodeLimits limits,
        HandshakeLimits handshakes,
        boolean atomCache,
        SocketSettings sockets) {
    /** As a BEAM does by itself, and as much memory as {@link DecodeLimits#DEFAULT} allows. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            Duration.ofMinutes(1),
            4,
            Duration.ofSeconds(7),
            (int) DecodeLimits.DEFAULT.maxReassemblyBytes(),
            DecodeLimits.DEFAULT,
            HandshakeLimits.DEFAULT,
            true,
            SocketSettings.NONE);

    public ConnectionSettings {
        if (tickTime.isNegative() || tickTime.isZero()) throw new IllegalArgumentException("net_ticktime: " + tickTime);
        if (tickIntensity < 4 || tickIntensity > 1000) {
            throw new IllegalArgumentException("net_tickintensity must be 4 to 1000: " + tickIntensity);
        }
        if (setupTime.isNegative() || setupTime.isZero() || setupTime.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException("net_setuptime must be more than 0 and at most 120 s: " + setupTime);
        }
    }

    public ConnectionSettings withTick(Duration time, int intensity) {
        return new ConnectionSettings(
                time, intensity, setupTime, maxPacketBytes, limits, handshakes, atomCache, sockets);
    }

    public ConnectionSettings withSetupTime(Duration time) {
        return new ConnectionSettings(
                tickTime, tickIntensity, time, maxPacketBytes, limits, handshakes, atomCache, sockets);
    }

    public ConnectionSettings withLimits(int packetBytes, DecodeLimits decodeLimits) {
        return new ConnectionSettings(
                tickTime, tickIntensity, setupTime, packetBytes, decodeLimits, handshakes, atomCache, sockets);
    }

    public ConnectionSettings withHandshakes(HandshakeLimits most) {
        return new ConnectionSettings(
                tickTime, tickIntensity, setupTime, maxPacketBytes, limits, most, atomCache, sockets);
    }

    public ConnectionSettings withAtomCache(boolean whether) {
        return new ConnectionSettings(
                tickTime, tickIntensity, setupTime, maxPacketBytes, limits, handshakes, whether, sockets);
    }

    public ConnectionSettings withSockets(SocketSettings options) {
        return new ConnectionSettings(
                tickTime, tickIntensity, setupTime, maxPacketBytes, limits, handshakes, atomCache, options);
    }

    /**
     * How much of a payload goes into one packet: 64 KiB as on the BEAM, less if net_ticktime is short. A BEAM counts whole packets as signs
     * of life, so one must not take longer than that on a slow link; a link of 16 KiB a second moves one in a quarter of the time.
     */
    int fragmentBytes() {
        return Math.clamp(tickTime.toMillis() * 16 * 1024 / 4000, 1024, 64 * 1024);
    }

    /** How often a connection is checked for silence. */
    Duration tickInterval() {
        // Not by Duration.dividedBy, which brings BigDecimal along, and 3 ms to a command that has just started.
        return Duration.ofNanos(tickTime.toNanos() / tickIntensity);
    }
}
