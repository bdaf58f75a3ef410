package io.settee.check;

import io.settee.config.ProtoDist;
import io.settee.config.VmArgs;
import io.settee.error.EpmdException;
import io.settee.error.HandshakeException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;

/** What to do next about a peer that was not reached: the sentences that need no more than a reason. */
final class Advice {
    private Advice() {}

    static String of(EpmdException e, NodeName peer, int port) {
        return switch (e.reason()) {
            case UNKNOWN_NAME ->
                "Is " + peer
                        + " running, and is that its name (node() there)? Nodes with -start_epmd false, -dist_listen false or"
                        + " another -epmd_module are not to be found here; -erl_epmd_port PORT does without EPMD.";
            case UNREACHABLE, TIMEOUT ->
                "On " + peer.host() + ": does epmd -names answer? Between here and there: does a firewall let port "
                        + port + " through? If EPMD has another port, set ERL_EPMD_PORT here and there.";
            case MALFORMED -> "Find out what listens at port " + port + " of " + peer.host() + " in EPMD's place.";
            case NAME_TAKEN, PORT_TAKEN -> "";
        };
    }

    static String unreachable(NodeName peer, int port) {
        return "Is " + peer + " still running? If it is, let port " + port
                + " through the firewall; -kernel inet_dist_listen_min and inet_dist_listen_max keep a node's port in a range, and"
                + " inet_dist_use_interface on the wrong address keeps others out.";
    }

    static String stranger(NodeName peer) {
        return "The port known for " + peer
                + " belongs to another program: is EPMD's entry old, or -erl_epmd_port wrong?";
    }

    /** To whoever dials in plain a peer that listens for TLS. */
    static String useTls(VmArgs args, NodeName peer) {
        return args.protoDist() == ProtoDist.COUCH
                ? "Take " + peer
                        + " out of -couch_dist no_tls. If it is a couch node, its own name decides how it listens: only"
                        + " when that is under no_tls in its vm.args does it take connections over TCP."
                : "Use the peer's own flags, -proto_dist inet_tls (or couch) with -ssl_dist_optfile, here, too; every tool that"
                        + " connects needs them.";
    }

    /** To whoever dials over TLS a peer that listens in plain. */
    static String usePlain(VmArgs args, NodeName peer) {
        return args.protoDist() == ProtoDist.COUCH
                ? "Add -couch_dist no_tls " + peer + ", or start the peer with TLS."
                : "Start the peer with -proto_dist inet_tls, or this node with -proto_dist couch and -couch_dist no_tls "
                        + peer + ".";
    }

    static String tls(VmArgs args, NodeName peer) {
        String file = args.optionFile().map(option -> option.value().toString()).orElse("the TLS options");
        return "Compare " + file + " with the option file of " + peer
                + "; its log has a line that begins with TLS server."
                + " Warnings above about our own certificate are what the peer may have refused; settee certs show FILE tells more.";
    }

    static String of(HandshakeException e, NodeName peer, Cookie cookie) {
        return switch (e.reason()) {
            case BAD_COOKIE ->
                "Ours is from " + cookie.source()
                        + ". Ask the peer with erlang:get_cookie(); of -setcookie, ~/.erlang.cookie and"
                        + " erlang:set_cookie/1 the last one counts there.";
            case WRONG_NODE ->
                "Dial the node by the name that it gives itself, the host part included; EPMD looks at the part before the @ only.";
            case NOT_ALLOWED -> "Look for net_kernel:allow/1 on the peer, and into its log.";
            case ALIVE, NOK -> "Try again in a moment.";
            case MISSING_FLAGS -> "Nodes of OTP 23 and newer have all that is needed.";
            case TIMEOUT, CLOSED, PROTOCOL -> "Look into the log of " + peer + " at this very time.";
        };
    }
}
