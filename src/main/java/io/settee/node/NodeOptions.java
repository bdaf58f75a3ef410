package io.settee.node;

import io.settee.carrier.Carriers;
import io.settee.connection.ConnectionSettings;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What a node is started with. {@code io.settee.ErlangNode}'s builder makes one with all defaults.
 *
 * @param name who it is
 * @param cookie the secret it shares with its peers
 * @param peerCookies other secrets for single peers, as {@code erlang:set_cookie(Node, Cookie)}
 * @param hidden whether peers list it in {@code nodes(hidden)} only; the default is true
 * @param carriers how it reaches its peers and listens for them
 * @param connections times and limits
 * @param rules with whom it connects, and when
 * @param listener where it listens; empty for a node that only dials
 * @param epmd how it registers, and finds its peers
 */
public record NodeOptions(
        Name name,
        Cookie cookie,
        Map<NodeName, Cookie> peerCookies,
        boolean hidden,
        Carriers carriers,
        ConnectionSettings connections,
        ConnectRules rules,
        Optional<Listener> listener,
        Epmd epmd) {
    public NodeOptions {
        peerCookies = Map.copyOf(peerCookies);
        if (name instanceof Name.Given && listener.isPresent()) {
            throw new IllegalArgumentException(
                    "a node that is given its name by a peer cannot be dialled, so it has no listener");
        }
    }

    /** Where a node's name comes from. */
    public sealed interface Name {
        /** Its own. */
        record Own(NodeName name) implements Name {}

        /**
         * Given by the first peer that it connects to, as with {@code erl -sname undefined}: short-lived tools then leave no new
         * atom behind on the peer each time. The name is lent: when the connection to its giver ends, however, the giver may lend it to
         * the next one, so the node drops it. All its other connections end, too, and so do its mailboxes, whose pids have that name in them; whom
         * it connects to next gives it a name again.
         *
         * <p>Source: OTP {@code net_kernel.erl}, {@code delete_connection/3}, which restarts the distribution in this case.
         *
         * @param host the part after the {@code @}
         * @param by the peer to connect to at start; empty to have no name until somebody asks for a connection
         */
        record Given(String host, Optional<NodeName> by) implements Name {}
    }

    /**
     * Where a node listens.
     *
     * @param address one interface, or empty for all
     * @param minPort the lowest port to try; 0 with {@code maxPort} 0 lets the system choose
     * @param maxPort the highest port to try
     */
    public record Listener(Optional<InetAddress> address, int minPort, int maxPort) {
        public static final Listener ANY = new Listener(Optional.empty(), 0, 0);

        public Listener {
            if (minPort < 0 || maxPort > 65535 || minPort > maxPort || (minPort == 0 && maxPort != 0)) {
                throw new IllegalArgumentException("ports to listen on: " + minPort + " to " + maxPort);
            }
        }
    }

    /** How a node is found and finds others. */
    public sealed interface Epmd {
        /**
         * By EPMD.
         *
         * @param port of EPMD, here and at every peer's host; 4369 unless {@code ERL_EPMD_PORT} says otherwise
         * @param startEmbedded whether to start one in this process if none answers
         */
        record Daemon(int port, boolean startEmbedded) implements Epmd {}

        /** Without EPMD: peers are where the resolver says, the creation is drawn, and nobody is told our port. */
        record None(PeerResolver resolver) implements Epmd {}
    }
}
