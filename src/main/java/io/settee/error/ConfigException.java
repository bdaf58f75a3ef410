package io.settee.error;

/** A {@code vm.args}, option file, PEM file or setting that cannot be used. The message begins with the file and, where it has one, the line. */
public final class ConfigException extends SetteeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(null, message, null);
    }

    public ConfigException(String message, Throwable cause) {
        super(null, message, cause);
    }
}
