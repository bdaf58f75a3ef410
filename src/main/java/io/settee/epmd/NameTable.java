package io.settee.epmd;

import io.settee.identity.Creation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The names that an {@link EpmdServer} knows: those of living nodes, and a bounded number of old ones for their creations. */
final class NameTable {
    /** As many gone nodes are remembered; {@code epmd} remembers a bounded number, too. */
    private static final int MAX_OLD = 1000;

    private static final long LOWEST_CREATION = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> active = new LinkedHashMap<>();
    /** In the order in which they went. */
    private final Map<String, Entry> old = new LinkedHashMap<>();

    /**
     * What a node said when it registered.
     *
     * @param extra opaque bytes, one in each character
     */
    record Node(String name, int port, int type, int protocol, int highest, int lowest, String extra) {}

    /**
     * A registered node.
     *
     * @param connection a number that tells the connections apart, shown as {@code fd}
     */
    record Entry(Node node, long creation, long connection) {
        /** 1 to 3, for nodes that know creations of 2 bits only. */
        int smallCreation() {
            return (int) (creation % 3) + 1;
        }
    }

    /** Empty if the name is taken. */
    Optional<Entry> register(Node node, long connection) {
        lock.lock();
        try {
            if (active.containsKey(node.name())) return Optional.empty();
            Entry last = old.remove(node.name());
            var entry = new Entry(node, last == null ? Creation.random().value() : next(last.creation()), connection);
            active.put(node.name(), entry);
            return Optional.of(entry);
        } finally {
            lock.unlock();
        }
    }

    private static long next(long creation) {
        return creation == 0xffff_ffffL ? LOWEST_CREATION : creation + 1;
    }

    void unregister(Entry entry) {
        lock.lock();
        try {
            active.remove(entry.node().name());
            old.put(entry.node().name(), entry);
            if (old.size() > MAX_OLD) old.remove(old.keySet().iterator().next());
        } finally {
            lock.unlock();
        }
    }

    Optional<Node> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(active.get(name)).map(Entry::node);
        } finally {
            lock.unlock();
        }
    }

    List<Entry> active() {
        return copy(active);
    }

    List<Entry> old() {
        return copy(old);
    }

    private List<Entry> copy(Map<String, Entry> map) {
        lock.lock();
        try {
            return new ArrayList<>(map.values());
        } finally {
            lock.unlock();
        }
    }
}
