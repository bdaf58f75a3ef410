package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.PeerInfo;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            description = "For the answer, once connected. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(
            arity = "0..*",
            paramLabel = "NODE",
            description =
                    "The name of the node, name@host, or name for one of this host. Default: those of the profile.")
    private List<String> nodes = List.of();

    /** As it stands in JSON; what is not known is missing. */
    private record View(
            String node,
            boolean answered,
            int status,
            long milliseconds,
            @Nullable String carrier,
            @Nullable String address,
            @Nullable String version,
            @Nullable String cipher,
            @Nullable String certificate,
            @Nullable String problem) {
        static View failed(NodeName node, ExitStatus status, long milliseconds, String problem) {
            return new View(node.toString(), false, status.code(), milliseconds, null, null, null, null, null, problem);
        }

        static View of(PeerInfo peer, boolean answered, ExitStatus status, long milliseconds) {
            return new View(
                    peer.node().toString(),
                    answered,
                    status.code(),
                    milliseconds,
                    peer.carrier(),
                    peer.address().map(Object::toString).orElse(null),
                    peer.tls().map(t -> t.version()).orElse(null),
                    peer.tls().map(t -> t.cipher()).orElse(null),
                    peer.tls().map(t -> t.peerSubject()).orElse(null),
                    answered ? null : "connected, and no answer in time");
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        List<NodeName> asked = NodeArgument.orThoseOf(settings.profile(), nodes, spec.commandLine());
        var views = new ArrayList<View>();
        for (NodeName node : asked) {
            View view = ping(node);
            views.add(view);
            if (!json) print(view);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.of(views));
        out.flush();
        return views.stream()
                .mapToInt(View::status)
                .filter(status -> status != 0)
                .findFirst()
                .orElse(0);
    }

    private View ping(NodeName peer) throws InterruptedException {
        long start = System.nanoTime();
        try (ErlangNode node = settings.connect(peer)) {
            boolean answered = node.ping(peer.toString(), timeout);
            long took = millis(start);
            ExitStatus status = answered ? ExitStatus.OK : ExitStatus.TIMED_OUT;
            return node.peers().stream()
                    .findFirst()
                    .map(info -> View.of(info, answered, status, took))
                    .orElseGet(() -> View.failed(peer, ExitStatus.LOST, took, "the connection was lost"));
        } catch (ConnectFailure e) {
            return View.failed(peer, e.status(), millis(start), String.valueOf(e.getMessage()));
        } catch (SetteeException e) {
            return View.failed(peer, ExitStatus.of(e), millis(start), String.valueOf(e.getMessage()));
        }
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void print(View view) {
        PrintWriter out = spec.commandLine().getOut();
        if (view.carrier() == null) {
            out.flush();
            spec.commandLine().getErr().println("settee: " + view.problem());
        } else if (view.answered()) {
            out.println(view.node() + ": pong after " + view.milliseconds() + " ms" + how(view));
        } else {
            out.println(view.node() + ": pang, connected" + how(view) + ", and no answer within " + timeout.toMillis()
                    + " ms");
        }
    }

    private static String how(View view) {
        String tls = view.version() == null
                ? ""
                : " (" + view.version() + ", " + view.cipher() + ", certificate of " + view.certificate() + ")";
        return " over " + view.carrier() + tls + (view.address() == null ? "" : " at " + view.address());
    }
}
