package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * This node's name from {@code -name} or {@code -sname}, with the host of this machine if it has none.
 *
 * <p>Source: OTP "erl", flags {@code -name} and {@code -sname}.
 */
final class OwnName {
    private OwnName() {}

    static Optional<Setting<NodeName>> of(Arguments arguments) {
        Optional<Setting<String>> longName = arguments.value("name");
        Optional<Setting<String>> shortName = arguments.value("sname");
        if (longName.isPresent() && shortName.isPresent()) {
            throw new ConfigException(shortName.get().place() + ": -sname, and -name in "
                    + longName.get().place() + "; a node has one name. Remove one of them");
        }
        return longName.map(name -> read(name, true)).or(() -> shortName.map(name -> read(name, false)));
    }

    private static Setting<NodeName> read(Setting<String> given, boolean isLong) {
        String text = given.value();
        String full =
                text.indexOf('@') >= 0 ? text : text + "@" + (isLong ? longHost(given) : known(ThisHost.shortName()));
        NodeName name;
        try {
            name = NodeName.of(full);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(given.place() + ": " + e.getMessage(), e);
        }
        if (!isLong && name.isLong()) {
            throw new ConfigException(
                    given.place() + ": -sname " + text + ": the host of a short name has no dots. Say -name " + text
                            + "; nodes with short and with long names do not talk to each other");
        }
        return new Setting<>(name, given.place());
    }

    private static String known(Optional<String> host) {
        return host.orElseThrow(() ->
                new ConfigException("the name of this machine cannot be found out; give the host in the node's name"));
    }

    private static String longHost(Setting<String> given) {
        String host = known(ThisHost.name());
        if (host.indexOf('.') >= 0) return host;
        try {
            String canonical = InetAddress.getLocalHost().getCanonicalHostName();
            if (canonical.indexOf('.') >= 0 && canonical.startsWith(host + ".")) return canonical;
        } catch (UnknownHostException e) {
            // Told below: there is no full name either way.
        }
        throw new ConfigException(given.place() + ": -name " + given.value() + ": this machine, " + host
                + ", has no full name with a domain. Give the host, as in -name " + given.value() + "@127.0.0.1");
    }
}
