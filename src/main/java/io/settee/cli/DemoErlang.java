package io.settee.cli;

import io.settee.config.VmArgs;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        // So that node1's own table has both carriers, too.
        nodes.getFirst().eval("[pong = net_adm:ping(N) || N <- ['node2@127.0.0.1', 'node3@127.0.0.1']].");
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
        // Without the owner's pid, which says nothing here, and which our parser would not read.
        String infos = nodes.get(number - 1).eval("""
                {ok, Infos} = net_kernel:nodes_info(),
                [{N, lists:keydelete(owner, 1, Info)} || {N, Info} <- lists:sort(Infos)].""");
        return Term.parse(infos) instanceof TermList list
                ? list.elements().stream().map(Term::toString).collect(Collectors.joining("\n"))
                : infos;
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
