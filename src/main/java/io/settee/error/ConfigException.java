package io.settee.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code vm.args}, option file, PEM file or setting that cannot be used. The message has one line for each fault, which begins with the file
 * and, where it has one, the line.
 */
public final class ConfigException extends SetteeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(null, message, null);
    }

    public ConfigException(String message, Throwable cause) {
        super(null, message, cause);
    }

    /** All of them in one; the first is the cause. */
    static ConfigException ofAll(List<ConfigException> faults) {
        if (faults.size() == 1) return faults.getFirst();
        String message = faults.stream()
                .flatMap(fault -> fault.faults().stream())
                .distinct()
                .collect(Collectors.joining("\n"));
        return new ConfigException(message, faults.getFirst());
    }

    /** A sentence for each thing that is wrong. */
    public List<String> faults() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
