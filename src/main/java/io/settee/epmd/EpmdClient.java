package io.settee.epmd;

import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import io.settee.error.PeerText;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks EPMDs, and registers with the one of this host. Each call blocks for at most the time limit, on the caller's thread, which may
 * be a virtual one; any thread may call.
 *
 * <p>Source: OTP "Distribution Protocol", section "EPMD Protocol".
 */
public final class EpmdClient {
    /** As the BEAM does it ({@code erl_epmd.erl}). */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final int MAX_LIST_BYTES = 1 << 20;
    private static final int SHOWN_NAMES = 20;
    private static final Pattern LINE = Pattern.compile("(?s)name (.+) at port (\\d{1,5})");

    private final int port;
    private final Duration timeout;
    private final Duration retry;

    /**
     * @param port    the port that all EPMDs of the cluster have in common, {@link EpmdAddress#portFrom}
     * @param timeout for connecting, asking and being answered, together
     */
    public EpmdClient(int port, Duration timeout) {
        this(port, timeout, RETRY);
    }

    EpmdClient(int port, Duration timeout, Duration retry) {
        this.port = port;
        this.timeout = timeout;
        this.retry = retry;
    }

    /**
     * Where a node listens.
     *
     * @param host the host part of its name, resolved
     * @param name the part before the {@code @}
     * @throws EpmdException UNKNOWN_NAME if EPMD answers that it has no such node, or another reason if it does not answer
     */
    public PortInfo lookup(InetAddress host, String name) {
        var at = new EpmdAddress(host, port);
        long begun = System.nanoTime();
        return find(at, name, timeout).orElseThrow(() -> unknown(at, name, left(begun)));
    }

    /** What a second question within one call may take. */
    private Duration left(long begun) {
        return timeout.minusNanos(System.nanoTime() - begun);
    }

    // PORT2_RESP: 119 Result:8, and only with Result 0: Port:16 Type:8 Protocol:8 Highest:16 Lowest:16 Nlen:16 Name
    // Elen:16 Extra
    private Optional<PortInfo> find(EpmdAddress at, String name, Duration limit) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] request = ByteBuffer.allocate(1 + text.length)
                .put((byte) Epmd.PORT_PLEASE2_REQ)
                .put(text)
                .array();
        try (var call = EpmdCall.ask(at, limit, request)) {
            int tag = call.readByte();
            if (tag != Epmd.PORT2_RESP) throw call.malformed("tag " + tag + " (expected: PORT2_RESP, 119)");
            if (call.readByte() != 0) return Optional.empty();
            int nodePort = call.readShort();
            int type = call.readByte();
            int protocol = call.readByte();
            if (protocol != Epmd.TCP) throw call.malformed("a node of protocol " + protocol + " (expected: 0, TCP)");
            int highest = call.readShort();
            int lowest = call.readShort();
            String found = new String(call.readBytes(call.readShort()), StandardCharsets.UTF_8);
            if (!found.equals(name)) throw call.malformed("the port of another node than the one asked for");
            return Optional.of(new PortInfo(found, nodePort, type == Epmd.HIDDEN_NODE, highest, lowest));
        }
    }

    private EpmdException unknown(EpmdAddress at, String name, Duration limit) {
        String known;
        try {
            List<String> names =
                    names(at, limit).stream().map(NameAndPort::name).toList();
            known = names.isEmpty()
                    ? "it knows no node at all"
                    : "it knows: " + String.join(", ", names.subList(0, Math.min(SHOWN_NAMES, names.size())))
                            + (names.size() > SHOWN_NAMES ? " and " + (names.size() - SHOWN_NAMES) + " more" : "");
        } catch (EpmdException e) {
            known = "it did not tell which ones it knows";
        }
        return new EpmdException(
                Reason.UNKNOWN_NAME, "EPMD at " + at + " knows no node '" + name + "'; " + known + ".", null);
    }

    /**
     * All nodes that an EPMD knows, in its order.
     *
     * @throws EpmdException if it does not answer, or not as an EPMD does
     */
    public List<NameAndPort> names(InetAddress host) {
        return names(new EpmdAddress(host, port), timeout);
    }

    private static List<NameAndPort> names(EpmdAddress at, Duration limit) {
        try (var call = EpmdCall.ask(at, limit, new byte[] {Epmd.NAMES_REQ})) {
            call.readInt(); // EPMD's own port; behind a port mapping it differs from ours, and nothing follows from
            // that
            String text = new String(call.readRest(MAX_LIST_BYTES), StandardCharsets.UTF_8);
            var names = new ArrayList<NameAndPort>();
            for (String line : text.lines().toList()) {
                Matcher m = LINE.matcher(line);
                if (!m.matches())
                    throw call.malformed("a line in its list that is none: '" + PeerText.shown(line, 60) + "'");
                names.add(new NameAndPort(PeerText.visible(m.group(1)), Integer.parseInt(m.group(2))));
            }
            return List.copyOf(names);
        }
    }

    /**
     * Registers a node with the EPMD of this host, until the result is closed. If that EPMD dies, the result registers again with its
     * successor, trying every 2 seconds.
     *
     * @param nodePort where the node listens
     * @param hidden   as advice only: BEAM nodes never look at it
     * @throws EpmdException NAME_TAKEN if another node of that name lives on this host, or another reason if EPMD does not answer
     */
    public Registration register(NodeName name, int nodePort, boolean hidden) {
        if (nodePort < 1 || nodePort > 65535) throw new IllegalArgumentException("not a port: " + nodePort);
        return Registration.start(name, retry, () -> announce(name, nodePort, hidden));
    }

    /** An open connection stands for the registration. */
    record Announced(Socket socket, Creation creation, EpmdAddress at) {}

    // ALIVE2_REQ: 120 Port:16 Type:8 Protocol:8 Highest:16 Lowest:16 Nlen:16 Name Elen:16 Extra
    private Announced announce(NodeName name, int nodePort, boolean hidden) {
        byte[] text = name.name().getBytes(StandardCharsets.US_ASCII);
        byte[] request = ByteBuffer.allocate(13 + text.length)
                .put((byte) Epmd.ALIVE2_REQ)
                .putShort((short) nodePort)
                .put((byte) (hidden ? Epmd.HIDDEN_NODE : Epmd.NORMAL_NODE))
                .put((byte) Epmd.TCP)
                .putShort((short) Epmd.VERSION)
                .putShort((short) Epmd.VERSION)
                .putShort((short) text.length)
                .put(text)
                .putShort((short) 0)
                .array();
        var at = new EpmdAddress(EpmdAddress.loopback4(), port);
        long begun = System.nanoTime();
        var call = EpmdCall.ask(at, timeout, request);
        try {
            int tag = call.readByte();
            if (tag != Epmd.ALIVE2_X_RESP && tag != Epmd.ALIVE2_RESP) {
                throw call.malformed("tag " + tag + " (expected: ALIVE2_X_RESP, 118, or ALIVE2_RESP, 121)");
            }
            int result = call.readByte();
            long creation = tag == Epmd.ALIVE2_X_RESP ? call.readInt() : call.readShort();
            if (result != 0) throw taken(at, name, left(begun));
            return new Announced(call.keepOpen(), new Creation(creation), at);
        } catch (EpmdException e) {
            // Also when it said no: EPMD leaves the connection open then.
            call.close();
            throw e;
        }
    }

    private EpmdException taken(EpmdAddress at, NodeName name, Duration limit) {
        String by;
        try {
            by = find(at, name.name(), limit)
                    .map(p -> "a node of that name is registered there and listens at port " + p.port())
                    .orElse("the node that had it has just gone; try again");
        } catch (EpmdException e) {
            by = "a node of that name is registered there";
        }
        return new EpmdException(
                Reason.NAME_TAKEN, "EPMD at " + at + " refuses the name '" + name.name() + "': " + by + ".", null);
    }
}
