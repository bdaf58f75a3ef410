package io.settee.support;

import io.settee.ErlangNode;
import io.settee.config.VmArgs;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Terms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A node of ours in a JVM of its own with a small heap. Its mailbox {@code sink} answers {@code {From, Binary}} with {@code {got, Size}}; connections
 * that end are printed.
 */
public final class SmallHeapNode implements AutoCloseable {
    private static final Pattern MESSAGE = Pattern.of("{From, Body}");

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private SmallHeapNode(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts it and returns when it can be reached. */
    public static SmallHeapNode start(String name, ErlCase on, int epmdPort, int megabytes)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-cp",
                        JavaProgram.classPath(),
                        SmallHeapNode.class.getName(),
                        "-name " + name + " -setcookie " + ErlCase.COOKIE
                                + " -kernel inet_dist_use_interface {127,0,0,1} " + on.vmArgs(),
                        Integer.toString(epmdPort))
                .redirectErrorStream(true)
                .start();
        var node = new SmallHeapNode(process);
        node.line("ready");
        return node;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add("its output broke: " + e.getMessage());
        }
    }

    /** The next line that begins with this; others before it are dropped. */
    public String line(String beginning) throws InterruptedException {
        var skipped = new StringBuilder();
        while (true) {
            String line = lines.poll(30, TimeUnit.SECONDS);
            if (line == null) throw new AssertionError("no line begins with " + beginning + ", but:\n" + skipped);
            if (line.startsWith(beginning)) return line;
            skipped.append(line).append('\n');
        }
    }

    /** What has been printed and not been taken. */
    public List<String> rest() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Arguments: a {@code vm.args} in one line, port of EPMD. Ends with its standard input. */
    public static void main(String[] args) throws Exception {
        try (ErlangNode node = ErlangNode.fromVmArgs(VmArgs.parse("arguments", args[0], Map.of()))
                        .epmdPort(Integer.parseInt(args[1]))
                        .start();
                Mailbox sink = node.mailbox("sink");
                var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            node.onEvent(event -> {
                if (event instanceof NodeEvent.PeerDown(var peer, var reason)) {
                    System.out.println("down " + peer.node() + " " + reason.kind() + " " + reason.detail());
                }
            });
            sink.onMessage(message -> {
                Match match = MESSAGE.match(message).orElseThrow();
                int size = match.get("Body") instanceof Binary b ? b.bytes().length() : 0;
                sink.send((Pid) match.get("From"), Terms.tuple(Terms.atom("got"), Int.of(size)));
            });
            System.out.println("ready");
            input.lines().forEach(ignored -> {});
        }
    }
}
