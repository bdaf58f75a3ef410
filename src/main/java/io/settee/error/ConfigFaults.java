package io.settee.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects what is wrong with settings, so that one start tells all of it and not just the first. Reading goes on behind a fault with
 * what is there; {@link #throwIfAny} ends it. For one thread.
 */
public final class ConfigFaults {
    private final List<ConfigException> found = new ArrayList<>();

    /** What the reading yields; empty if it fails, which is remembered. */
    public <T> Optional<T> attempt(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ConfigException e) {
            add(e);
            return Optional.empty();
        }
    }

    /** Runs a check and remembers its complaint. */
    public void check(Runnable check) {
        try {
            check.run();
        } catch (ConfigException e) {
            add(e);
        }
    }

    public void add(ConfigException fault) {
        found.add(fault);
    }

    /**
     * Returns if nothing is wrong.
     *
     * @throws ConfigException for all that was remembered
     */
    public void throwIfAny() {
        if (!found.isEmpty()) throw ConfigException.ofAll(found);
    }
}
