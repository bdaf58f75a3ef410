package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.PeerInfo;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee ping}. */
@Command(
        name = "ping",
        description = "Connects to nodes and says over which carrier, or why not: net_adm:ping with reasons.")
final class PingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For the answer, once connected. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds = 5;

    @Parameters(arity = "1..*", paramLabel = "NODE", description = "The full name of the node, name@host.")
    private List<NodeName> nodes = List.of();

    @Override
    public Integer call() throws InterruptedException {
        int failed = 0;
        for (NodeName node : nodes) {
            if (!ping(node)) failed++;
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean ping(NodeName peer) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        try (ErlangNode node = settings.nodeNamedBy(peer).start()) {
            boolean answered = node.ping(peer.toString(), Duration.ofSeconds(timeoutSeconds));
            double millis = (System.nanoTime() - start) / 1e6;
            if (answered) {
                out.printf("%s: pong after %.0f ms%s%n", peer, millis, how(node));
            } else {
                out.printf("%s: pang, connected%s, and no answer within %d s%n", peer, how(node), timeoutSeconds);
            }
            out.flush();
            return answered;
        } catch (SetteeException e) {
            out.flush();
            spec.commandLine().getErr().println("settee: " + e.getMessage());
            return false;
        }
    }

    private static String how(ErlangNode node) {
        return node.peers().stream().findFirst().map(PingCommand::how).orElse("");
    }

    private static String how(PeerInfo peer) {
        return " over " + peer.carrier()
                + peer.tls()
                        .map(t -> " (" + t.version() + ", " + t.cipher() + ", certificate of " + t.peerSubject() + ")")
                        .orElse("")
                + peer.address().map(a -> " at " + a).orElse("");
    }
}
