package io.settee.support;

import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.carrier.Carriers;
import io.settee.carrier.TlsSettings;
import io.settee.config.OptionFile;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Terms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of ours in a JVM of its own, which can be killed with {@code SIGKILL}. It keeps connected to the peers it is given, prints when they come and
 * go, and its mailbox {@code echo} answers {@code {From, Term}} with {@code {echo, Term}}.
 */
public final class SeparateNode implements AutoCloseable {
    private static final Pattern MESSAGE = Pattern.of("{From, Term}");
    private static final String NONE = "-";

    private final JavaProgram program;

    private SeparateNode(JavaProgram program) {
        this.program = program;
    }

    /**
     * How it is started.
     *
     * @param optionFile for TLS; empty for TCP
     * @param peers whom it keeps connected to
     */
    public record Settings(
            String name,
            String cookie,
            int epmdPort,
            boolean hidden,
            Optional<Path> optionFile,
            List<NodeName> peers) {}

    /** Starts it and returns when it can be reached. */
    public static SeparateNode start(Settings settings) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                settings.name,
                settings.cookie,
                Integer.toString(settings.epmdPort),
                Boolean.toString(settings.hidden),
                settings.optionFile.map(Path::toString).orElse(NONE)));
        for (NodeName peer : settings.peers) arguments.add(peer.toString());
        var node = new SeparateNode(JavaProgram.start(SeparateNode.class, Map.of(), arguments.toArray(new String[0])));
        node.line("ready");
        return node;
    }

    /** The next line that begins with this; others before it are dropped. */
    public String line(String beginning) throws InterruptedException {
        return program.line(beginning);
    }

    /** What it has printed and nobody has taken. */
    public List<String> rest() {
        return program.rest();
    }

    /** {@code SIGKILL}; returns when it has ended. */
    public void kill() throws InterruptedException {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }

    /** Arguments: those of {@link Settings}. Ends with its standard input. */
    public static void main(String[] args) throws Exception {
        ErlangNodeBuilder builder = ErlangNode.named(args[0])
                .cookie(args[1])
                .epmdPort(Integer.parseInt(args[2]))
                .hidden(Boolean.parseBoolean(args[3]))
                .reconnectPauses(Duration.ofMillis(100), Duration.ofSeconds(1))
                .listen(InetAddress.getLoopbackAddress(), 0, 0);
        if (!args[4].equals(NONE)) {
            TlsSettings tls = OptionFile.read(Path.of(args[4]));
            builder.carriers(Carriers.tls(tls.server(), tls.client()));
        }
        try (ErlangNode node = builder.start();
                Mailbox echo = node.mailbox("echo");
                var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            node.onEvent(event -> {
                switch (event) {
                    case NodeEvent.PeerUp(var peer) -> System.out.println("up " + peer.node());
                    case NodeEvent.PeerDown(var peer, var reason) ->
                        System.out.println("down " + peer.node() + " " + reason.kind() + " " + reason.detail());
                    default -> {}
                }
            });
            for (int i = 5; i < args.length; i++) node.keepConnected(args[i]);
            echo.onMessage(message -> {
                Match match = MESSAGE.match(message).orElseThrow();
                echo.send((Pid) match.get("From"), Terms.tuple(Terms.atom("echo"), match.get("Term")));
            });
            System.out.println("ready");
            input.lines().forEach(ignored -> {});
        }
    }
}
