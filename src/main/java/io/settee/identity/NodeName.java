package io.settee.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The full name of an Erlang node, {@code name@host}.
 *
 * <p>The rules are the BEAM's: exactly one {@code @}, the part before it of {@code [A-Za-z0-9_-]}, the part after it plain
 * ASCII. A node with any other name would be refused with {@code nok} by every BEAM ({@code protocol: "Distribution
 * Handshake"}), so it is refused here first, where the reason can be told.
 *
 * @param name the part before the {@code @}, as EPMD knows it
 * @param host the part after it: a host name, or an IP literal
 */
public record NodeName(String name, String host) implements Comparable<NodeName> {
    /** EPMD and the BEAM take names of at most 255 characters; an atom holds no more. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

    public NodeName {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a node name: '" + name + "@" + host
                    + "': before the @ only letters, digits, _ and - are allowed, as on the BEAM");
        }
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not a node name: '" + name + "@" + host
                    + "': after the @ a host name or IP address in ASCII is needed");
        }
        if (name.length() + 1 + host.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("node name too long: " + (name.length() + 1 + host.length())
                    + " characters, at most " + MAX_LENGTH);
        }
    }

    /**
     * Reads {@code name@host}.
     *
     * @throws IllegalArgumentException if this is no name that a BEAM would accept; the message says what is wrong with it
     */
    public static NodeName of(String full) {
        int at = full.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("not a node name: '" + full + "': name@host is needed");
        }
        return new NodeName(full.substring(0, at), full.substring(at + 1));
    }

    /** Whether the host part has a dot or colon: BEAM nodes with long and with short names do not talk to each other. */
    public boolean isLong() {
        return host.indexOf('.') >= 0 || host.indexOf(':') >= 0;
    }

    // What a record has of itself takes 5 ms to be made in a JVM that has just started, and every command needs it.
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + host.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeName that && name.equals(that.name) && host.equals(that.host);
    }

    /** Byte-wise, as the BEAM compares names to decide which of two simultaneous connection attempts survives. */
    @Override
    public int compareTo(NodeName other) {
        return Arrays.compareUnsigned(
                toString().getBytes(StandardCharsets.UTF_8), other.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return name + "@" + host;
    }
}
