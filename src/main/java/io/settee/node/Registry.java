package io.settee.node;

import io.settee.term.Pid;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Who is on this node, by pid and by name. Any thread. */
final class Registry {
    private final Identifiers identifiers;
    /** Keyed by id and serial, the part of a pid that differs within an incarnation. */
    private final Map<Long, Recipient> byPid = new ConcurrentHashMap<>();

    private final Map<String, Recipient> byName = new ConcurrentHashMap<>();

    Registry(Identifiers identifiers) {
        this.identifiers = identifiers;
    }

    /** @throws IllegalStateException if its pid was made by another incarnation, where somebody here may have the same number */
    void add(Recipient recipient) {
        if (!identifiers.isOurs(recipient.self())) {
            throw new IllegalStateException("the node has lost the name under which it made " + recipient.self());
        }
        byPid.put(key(recipient.self()), recipient);
    }

    /** Forgets a recipient; its names are to be unregistered first. */
    void remove(Recipient recipient) {
        byPid.remove(key(recipient.self()), recipient);
    }

    /** False if the name is taken. */
    boolean register(String name, Recipient recipient) {
        return byName.putIfAbsent(name, recipient) == null;
    }

    boolean unregister(String name, Recipient recipient) {
        return byName.remove(name, recipient);
    }

    Optional<Recipient> find(Pid pid) {
        return identifiers.isOurs(pid) ? Optional.ofNullable(byPid.get(key(pid))) : Optional.empty();
    }

    Optional<Recipient> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    Iterable<Recipient> all() {
        return byPid.values();
    }

    private static long key(Pid pid) {
        return pid.serial() << 32 | pid.id();
    }
}
