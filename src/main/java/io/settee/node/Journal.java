package io.settee.node;

import io.settee.connection.Addresses;
import io.settee.connection.CloseReason;
import io.settee.connection.Connection;
import io.settee.identity.NodeName;
import io.settee.recording.DisconnectEvent;
import io.settee.recording.Recorder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What happens to the connections of a node: logged, counted, recorded and told. Any thread; nothing here waits. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final int MOST_PEERS = 10_000;
    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final EventBus events;
    private final LogLimit limit = new LogLimit(LOG_PAUSE);
    private final Map<NodeName, PeerTally> peers = new ConcurrentHashMap<>();
    private final PeerTally forgotten = new PeerTally();
    private final LongAdder strangers = new LongAdder();

    Journal(EventBus events) {
        this.events = events;
    }

    void up(Connection connection) {
        LOG.info(
                "{}: up over {}{}, {}",
                connection.peer(),
                connection.carrier(),
                connection.tls().map(t -> " " + t.version()).orElse(""),
                connection.hidden() ? "hidden" : "visible");
        tally(connection.peer()).up(connection);
        events.publish(new NodeEvent.PeerUp(PeerInfo.of(connection)));
    }

    void down(Connection connection, CloseReason reason) {
        long unsent = connection.messagesUnsent();
        LOG.info(
                "{}: down, {}{}",
                connection.peer(),
                reason.detail(),
                unsent == 0 ? "" : "; " + unsent + " messages that were sent had not left this node");
        tally(connection.peer()).down(connection);
        if (Recorder.isOn()) record(connection, reason, unsent);
        events.publish(new NodeEvent.PeerDown(PeerInfo.of(connection), reason));
    }

    private static void record(Connection connection, CloseReason reason, long unsent) {
        new DisconnectEvent(
                        connection.peer().toString(),
                        connection.carrier(),
                        reason.kind().atom(),
                        reason.detail(),
                        Duration.between(connection.upSince(), Instant.now()),
                        connection.bytesIn(),
                        connection.bytesOut(),
                        unsent)
                .commit();
    }

    /** Logs something about a peer's settings, which is as true for the next connection as for this one. */
    void warnOnce(NodeName peer, String warning) {
        if (tally(peer).isFirstWarning()) LOG.warn("{}: {}", peer, warning);
    }

    /** An attempt of ours has failed; whoever wanted it is told by the attempt itself. */
    void failed(NodeName peer, Throwable why) {
        tally(peer).failed();
        events.publish(new NodeEvent.ConnectFailed(peer, String.valueOf(why.getMessage())));
    }

    /** Somebody who dialled us was sent away, or went. */
    void refused(SocketAddress from, Optional<NodeName> claimed, RuntimeException why) {
        // A name that nobody has proved makes no entry: anybody could fill the table.
        PeerTally known = claimed.map(peers::get).orElse(null);
        if (known != null) known.refused();
        else strangers.increment();
        String address = Addresses.text(from);
        String name = claimed.map(NodeName::toString).orElse("?");
        limited(Level.INFO, from, name + ": not accepted from " + address + ": " + why.getMessage());
        events.publish(new NodeEvent.Refused(address, claimed, String.valueOf(why.getMessage())));
    }

    /** Logs at most once a minute for each host that somebody comes from. */
    void limited(Level level, SocketAddress from, String line) {
        OptionalLong turn = limit.turn(level
                + (from instanceof InetSocketAddress at && at.getAddress() != null
                        ? at.getAddress().getHostAddress()
                        : String.valueOf(from)));
        if (turn.isEmpty()) LOG.debug("{}", line);
        else if (turn.getAsLong() == 0) LOG.atLevel(level).log("{}", line);
        else LOG.atLevel(level).log("{} ({} more like it from there since the last such line)", line, turn.getAsLong());
    }

    private PeerTally tally(NodeName peer) {
        PeerTally known = peers.get(peer);
        if (known != null) return known;
        if (peers.size() >= MOST_PEERS) forgetOne();
        return peers.computeIfAbsent(peer, p -> new PeerTally());
    }

    /** Names that are lent are never the same again, so without a bound a node that lends some would count for ever more peers. */
    private void forgetOne() {
        Iterator<Map.Entry<NodeName, PeerTally>> all = peers.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<NodeName, PeerTally> one = all.next();
            PeerStatistics counted = one.getValue().snapshot();
            if (!counted.connected() && peers.remove(one.getKey(), one.getValue())) {
                forgotten.add(counted);
                return;
            }
        }
    }

    /** The peers that are or were connected, as far as they are not forgotten. */
    List<NodeName> connectedOnce() {
        return peers.entrySet().stream()
                .filter(peer -> peer.getValue().snapshot().connects() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    NodeStatistics statistics(long droppedMessages, long ignoredSignals) {
        var each = new HashMap<NodeName, PeerStatistics>();
        PeerStatistics total =
                forgotten.snapshot().plus(new PeerStatistics(false, 0, 0, strangers.sum(), 0, 0, 0, 0, 0, 0));
        long connected = 0;
        for (Map.Entry<NodeName, PeerTally> peer : peers.entrySet()) {
            PeerStatistics counted = peer.getValue().snapshot();
            each.put(peer.getKey(), counted);
            total = total.plus(counted);
            if (counted.connected()) connected++;
        }
        return new NodeStatistics(total, connected, droppedMessages, ignoredSignals, events.missed(), each);
    }

    PeerStatistics statistics(NodeName peer) {
        PeerTally known = peers.get(peer);
        return known == null ? PeerStatistics.NONE : known.snapshot();
    }
}
