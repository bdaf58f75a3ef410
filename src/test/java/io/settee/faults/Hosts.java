package io.settee.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hosts on this machine: network namespaces with a cable between them, for our node and for the peers, each of which has an address
 * of its own. The machine's own network is not touched. Needs root and {@code ip} and {@code ss} of iproute2.
 *
 * <p>A peer is cut off by sending what is for it, and what is from it, to a hardware address that nobody has: packets vanish both ways, and neither side
 * hears of it.
 *
 * @param us where our node is
 * @param peers where the peers are
 */
public record Hosts(String us, String peers) {
    private static final String PREFIX = "settee-faults-";
    private static final String NET = "10.78.0.";
    private static final int OUR_HOST = 100;
    private static final int NOBODY_HOST = 250;
    private static final String OUR_MAC = "02:00:0a:4e:00:64";
    private static final String PEERS_MAC = "02:00:0a:4e:00:01";
    private static final String NOBODY_MAC = "02:00:0a:4e:ff:ff";
    /** The routing table whose one route leads to nobody. */
    private static final String NOWHERE = "100";

    /** By names that hold our process id, so that leftovers of a killed run can be told from a run that lives. */
    public static Hosts ofThisProcess() {
        String name = PREFIX + ProcessHandle.current().pid();
        return new Hosts(name + "-us", name + "-peers");
    }

    public static String ourAddress() {
        return NET + OUR_HOST;
    }

    public static String peerAddress(int peer) {
        return NET + peer;
    }

    /** Makes both, and removes what killed runs have left. */
    public void up(int count) throws IOException, InterruptedException {
        removeLeftovers();
        ip("netns", "add", us);
        ip("netns", "add", peers);
        ip(
                "-n", us, "link", "add", "eth0", "address", OUR_MAC, "type", "veth", "peer", "name", "eth0", "address",
                PEERS_MAC, "netns", peers);
        for (String host : List.of(us, peers)) {
            ip("-n", host, "link", "set", "lo", "up");
            ip("-n", host, "link", "set", "eth0", "up");
        }
        ip("-n", us, "addr", "add", ourAddress() + "/24", "dev", "eth0");
        neighbour(peers, ourAddress(), OUR_MAC);
        neighbour(peers, NET + NOBODY_HOST, NOBODY_MAC);
        for (int peer = 1; peer <= count; peer++) {
            ip("-n", peers, "addr", "add", peerAddress(peer) + "/24", "dev", "eth0");
            neighbour(us, peerAddress(peer), PEERS_MAC);
        }
        ip("-n", peers, "route", "add", "default", "via", NET + NOBODY_HOST, "dev", "eth0", "table", NOWHERE);
    }

    /** Kills whatever runs on them and removes them. May be repeated. */
    public void down() throws IOException, InterruptedException {
        for (String host : List.of(us, peers)) {
            if (!there().contains(host)) continue;
            for (String pid : run(List.of("ip", "netns", "pids", host)).lines().toList()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
            ip("netns", "del", host);
        }
    }

    /** From now on nothing passes between us and this peer. */
    public void cut(int peer) throws IOException, InterruptedException {
        neighbour(us, peerAddress(peer), NOBODY_MAC);
        ip("-n", peers, "rule", "add", "from", peerAddress(peer), "lookup", NOWHERE);
    }

    /** Undoes {@link #cut}. */
    public void heal(int peer) throws IOException, InterruptedException {
        neighbour(us, peerAddress(peer), PEERS_MAC);
        ip("-n", peers, "rule", "del", "from", peerAddress(peer), "lookup", NOWHERE);
    }

    /** Resets every connection between us and this peer. */
    public void reset(int peer) throws IOException, InterruptedException {
        run(List.of("ip", "netns", "exec", us, "ss", "-t", "-K", "dst", peerAddress(peer)));
    }

    /** The words before a command that is to run on one of them. The process id stays the command's. */
    public static List<String> on(String host) {
        return List.of("ip", "netns", "exec", host);
    }

    private static void removeLeftovers() throws IOException, InterruptedException {
        for (String name : there()) {
            if (!name.startsWith(PREFIX) || !name.endsWith("-us")) continue;
            String run = name.substring(0, name.length() - "-us".length());
            long pid = Long.parseLong(run.substring(PREFIX.length()));
            if (ProcessHandle.of(pid).isEmpty()) new Hosts(run + "-us", run + "-peers").down();
        }
    }

    private static List<String> there() throws IOException {
        Path all = Path.of("/run/netns");
        if (!Files.isDirectory(all)) return List.of();
        try (var names = Files.list(all)) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }

    private static void neighbour(String host, String address, String mac) throws IOException, InterruptedException {
        // Fixed: by ARP an unplugged host would be noticed within seconds.
        ip("-n", host, "neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent");
    }

    private static void ip(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(
                    String.join(" ", command) + " failed: " + said.strip()
                            + ". Network namespaces need root, and a container the right to make them (CAP_SYS_ADMIN, CAP_NET_ADMIN)");
        }
        return said;
    }
}
