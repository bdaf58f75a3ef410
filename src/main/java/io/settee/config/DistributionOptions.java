package io.settee.config;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells which flags and kernel parameters would change how a BEAM meets others and mean nothing to us, a misspelt name among them. What a
 * BEAM needs for itself is passed over without a word.
 *
 * <p>Source: OTP "erl", section "Flags"; "kernel" application reference, section "Configuration"; CouchDB's {@code couch_dist}.
 */
final class DistributionOptions {
    static final Set<String> FLAGS = Set.of(
            "name",
            "sname",
            "setcookie",
            "hidden",
            "proto_dist",
            "ssl_dist_optfile",
            "ssl_dist_opt",
            "couch_dist",
            "dist_listen",
            "start_epmd",
            "erl_epmd_port",
            "epmd_module",
            "connect_all",
            "kernel",
            "settee",
            "env",
            "args_file");

    static final Set<String> KERNEL = Set.of(
            "net_ticktime",
            "net_tickintensity",
            "net_setuptime",
            "inet_dist_listen_min",
            "inet_dist_listen_max",
            "inet_dist_use_interface",
            "inet_dist_listen_options",
            "inet_dist_connect_options",
            "dist_auto_connect",
            "erl_epmd_node_listen_port",
            "prevent_overlapping_partitions");

    private static final Pattern OF_THE_DISTRIBUTION = Pattern.compile(
            "(proto|dist|inet_dist|ssl_dist|couch|net|global|sync_nodes)_.*|.*(epmd|_dist|cookie)(_.*)?|check_ip|distributed");

    private DistributionOptions() {}

    /** A complaint, to stand behind the name of a flag that is not among {@link #FLAGS}; empty if it does not concern us. */
    static Optional<String> complaintOfFlag(String name) {
        return complaint(name, FLAGS, "-");
    }

    /** The same of a parameter of kernel. */
    static Optional<String> complaintOfKernel(String name) {
        return complaint(name, KERNEL, "");
    }

    private static Optional<String> complaint(String name, Set<String> known, String dash) {
        if (known.contains(name)) return Optional.empty();
        Optional<String> meant = NearNames.meant(name, new TreeSet<>(known));
        if (meant.isEmpty() && !OF_THE_DISTRIBUTION.matcher(name).matches()) return Optional.empty();
        return Optional.of(" is not known and has no effect here"
                + meant.map(other -> "; is " + dash + other + " meant?").orElse(""));
    }
}
