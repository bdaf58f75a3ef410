package io.settee.cli;

import io.settee.config.VmArgs;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The demo's cluster of real BEAM nodes with {@code -proto_dist couch}. */
final class DemoErlang implements DemoCluster {
    private static final int NODES = 3;

    private final VmArgs args;
    private final Path optionFile;
    private final ErlCluster cluster = new ErlCluster();
    private final List<ErlNode> nodes = new ArrayList<>();

    /** @param args whose cookie, option file and {@code no_tls} patterns the nodes take over */
    DemoErlang(VmArgs args, Path optionFile) {
        this.args = args;
        this.optionFile = optionFile;
        for (int number = 1; number <= NODES; number++) nodes.add(start(number));
    }

    private ErlNode start(int number) {
        var builder = cluster.node("node" + number).protoDist("couch").tls(optionFile);
        args.cookie().map(Cookie::secret).ifPresent(c -> builder.cookie(new String(c, StandardCharsets.ISO_8859_1)));
        for (String pattern : args.noTls()) builder.args("-couch_dist", "no_tls", '"' + pattern + '"');
        ErlNode node = builder.start();
        node.eval("""
                register(echo, spawn(fun Echo() ->
                    receive {From, Message} -> From ! {node(), Message} end,
                    Echo()
                end)).""");
        return node;
    }

    @Override
    public String kind() {
        return "OTP " + nodes.getFirst().release().version() + ", -proto_dist couch";
    }

    @Override
    public int epmdPort() {
        return cluster.epmdPort();
    }

    @Override
    public NodeName node(int number) {
        return nodes.get(number - 1).name();
    }

    @Override
    public String connections(int number) {
        // One line for each peer: the terms of nodes_info/0 are long, and its pids say nothing here.
        return nodes.get(number - 1).eval("""
                {ok, Infos} = net_kernel:nodes_info(),
                [{N, [P || {K, _} = P <- Info, K =/= owner]} || {N, Info} <- Infos].""");
    }

    @Override
    public void kill(int number) {
        nodes.get(number - 1).kill();
    }

    @Override
    public void restart(int number) {
        nodes.set(number - 1, start(number));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
