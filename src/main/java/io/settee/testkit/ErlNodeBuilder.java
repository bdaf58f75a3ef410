package io.settee.testkit;

import io.settee.identity.NodeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a node is to be started. Not for several threads. */
public final class ErlNodeBuilder {
    private static final String COOKIE = "settee-testkit";

    private final ErlCluster cluster;
    private final @Nullable String name;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String host = "127.0.0.1";
    private String cookie = COOKIE;
    private String protoDist = "inet_tcp";
    private boolean hidden;
    private @Nullable String address;
    private int release = ErlReleases.current().getFirst();
    private @Nullable Path optfile;
    private @Nullable Path argsFile;

    ErlNodeBuilder(ErlCluster cluster, @Nullable String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** The release of Erlang/OTP, 25 for example. The first of {@link ErlReleases#current()} unless given. */
    public ErlNodeBuilder release(int number) {
        release = number;
        return this;
    }

    /** The cookie; {@code settee-testkit} unless given. */
    public ErlNodeBuilder cookie(String secret) {
        cookie = secret;
        return this;
    }

    /** The part of the name after the {@code @}; 127.0.0.1 unless given. One without a dot makes this a node with a short name. */
    public ErlNodeBuilder host(String hostPart) {
        host = hostPart;
        return this;
    }

    /** The IPv4 address that it listens on; 127.0.0.1, or ::1 with an {@code inet6} carrier, unless given. */
    public ErlNodeBuilder listenOn(String ipv4) {
        address = ipv4;
        return this;
    }

    /** Speaks TLS as this option file says: {@code -proto_dist inet_tls} unless {@link #protoDist} is given. */
    public ErlNodeBuilder tls(Path optionFile) {
        optfile = optionFile.toAbsolutePath();
        if (protoDist.equals("inet_tcp")) protoDist = "inet_tls";
        return this;
    }

    /** The carrier module without its {@code _dist}: {@code inet_tcp}, {@code inet_tls}, {@code couch}, … */
    public ErlNodeBuilder protoDist(String carrier) {
        protoDist = carrier;
        return this;
    }

    /** Starts it with {@code -hidden}. Nodes are visible unless this is called. */
    public ErlNodeBuilder hidden() {
        hidden = true;
        return this;
    }

    /** More words for the command line of {@code erl}. */
    public ErlNodeBuilder args(String... words) {
        arguments.addAll(List.of(words));
        return this;
    }

    /**
     * Takes cookie, carrier and all else from an arguments file, {@code vm.args}; of what is set here only {@link #release}, {@link #args} and
     * {@link #env} count then. The file must give the very name of this node, and should have it listen on the loopback interface.
     */
    public ErlNodeBuilder argsFile(Path file) {
        argsFile = file.toAbsolutePath();
        return this;
    }

    /** Sets an environment variable. All that begin with {@code ERL_} are taken away unless set here. */
    public ErlNodeBuilder env(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * Starts the node and returns once it can be reached.
     *
     * @throws ErlangFailure if the release is missing or the node does not come up; the message has what it printed
     */
    public ErlNode start() {
        ErlRelease erl = ErlReleases.of(release);
        NodeName full = name == null ? null : new NodeName(name, host);
        environment.putIfAbsent("ERL_EPMD_PORT", Integer.toString(cluster.epmdPort()));
        environment.putIfAbsent("ERL_EPMD_ADDRESS", "127.0.0.1");
        ErlNode node = ErlNode.launch(erl, full, command(erl, full), environment);
        // Known to the cluster before it is up, so that it is ended even if it never comes up.
        cluster.add(node);
        node.awaitStart();
        return node;
    }

    private List<String> command(ErlRelease erl, @Nullable NodeName full) {
        var command = new ArrayList<String>(List.of(erl.erl().toString(), "-noshell"));
        if (argsFile != null) {
            command.addAll(
                    List.of("-start_epmd", "false", "-pa", CompiledCode.of(erl).toString()));
            command.addAll(List.of("-args_file", argsFile.toString()));
            command.addAll(arguments);
            return command;
        }
        if (full != null) command.addAll(List.of(full.isLong() ? "-name" : "-sname", full.toString()));
        if (hidden) command.add("-hidden");
        command.addAll(List.of("-setcookie", cookie, "-start_epmd", "false"));
        command.addAll(List.of("-kernel", "inet_dist_use_interface", listenAddress()));
        command.addAll(
                List.of("-proto_dist", protoDist, "-pa", CompiledCode.of(erl).toString()));
        if (optfile != null) command.addAll(List.of("-ssl_dist_optfile", optfile.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Has to be given once only: of two, {@code erl} takes the first. */
    private String listenAddress() {
        if (address != null) return "{" + address.replace('.', ',') + "}";
        return protoDist.startsWith("inet6") ? "{0,0,0,0,0,0,0,1}" : "{127,0,0,1}";
    }
}
