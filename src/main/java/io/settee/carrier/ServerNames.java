package io.settee.carrier;

import io.settee.identity.NodeName;
import java.util.Arrays;
import java.util.Optional;

/**
 * What JSSE makes of the names that clients indicate (SNI) when the node's host is an IPv6 address. OTP indicates the host part of a node's
 * name whatever it is, RFC 6066 ("Server Name Indication") forbids literals, and JSSE takes one with colons for no name and refuses the whole ClientHello. The
 * hello cannot be changed, since both sides hash it. JSSE can be told only for the whole process, and only before its first use, not to look.
 */
final class ServerNames {
    /** Names extensions that JSSE's servers do not look at. */
    private static final String PROPERTY = "jdk.tls.server.disableExtensions";

    static final String JVM_OPTION = "-D" + PROPERTY + "=server_name";

    private ServerNames() {}

    /** What a person should know before a node of this name starts. */
    static Optional<String> warning(NodeName self) {
        if (self.host().indexOf(':') < 0 || areIgnored()) return Optional.empty();
        return Optional.of("this node is " + self
                + ": BEAM nodes indicate its IPv6 address as a server name when they dial it over TLS, and"
                + " the TLS of this JVM refuses that. Start the JVM with " + JVM_OPTION
                + ", or give the node a host name, or let it dial them");
    }

    private static boolean areIgnored() {
        return Arrays.stream(System.getProperty(PROPERTY, "").split(",", -1))
                .anyMatch(extension -> extension.strip().equals("server_name"));
    }
}
