package io.settee.epmd;

import io.netty.util.NetUtil;
import io.settee.error.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where an EPMD is.
 *
 * @param port 1 to 65535
 */
public record EpmdAddress(InetAddress host, int port) {
    /** The port of EPMD where nobody chose another. */
    public static final int DEFAULT_PORT = 4369;

    private static final int MAX_PORT = 65535;

    public EpmdAddress {
        if (port < 1 || port > MAX_PORT) throw new IllegalArgumentException("not a port: " + port);
    }

    /** The EPMD of this host: 127.0.0.1, where the BEAM registers too, and the port in {@code ERL_EPMD_PORT} or 4369. */
    public static EpmdAddress fromEnvironment(Map<String, String> environment) {
        return new EpmdAddress(loopback4(), portFrom(environment));
    }

    /**
     * The port that every EPMD of this cluster listens at.
     *
     * @throws ConfigException if {@code ERL_EPMD_PORT} is set and is no port
     */
    public static int portFrom(Map<String, String> environment) {
        String text = environment.getOrDefault("ERL_EPMD_PORT", "").strip();
        if (text.isEmpty()) return DEFAULT_PORT;
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) return port;
        } catch (NumberFormatException e) {
            throw new ConfigException("ERL_EPMD_PORT is '" + text + "', which is no port (1 to 65535)", e);
        }
        throw new ConfigException("ERL_EPMD_PORT is '" + text + "', which is no port (1 to 65535)");
    }

    /**
     * Where an EPMD of this host has to listen by {@code ERL_EPMD_ADDRESS}: the addresses named there, separated by commas or spaces,
     * and the loopback addresses of their families. All interfaces if it is not set, as with {@code epmd}.
     *
     * @throws ConfigException if one of them is no IP address
     */
    public static List<InetAddress> listenAddresses(Map<String, String> environment) {
        var addresses = new ArrayList<InetAddress>();
        for (String text : environment.getOrDefault("ERL_EPMD_ADDRESS", "").split("[,\\s]+", -1)) {
            if (!text.isEmpty()) addresses.add(literal(text));
        }
        if (addresses.isEmpty() || addresses.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
            return List.of(of(new byte[16]));
        }
        Set<InetAddress> all = new LinkedHashSet<>();
        all.add(loopback4());
        if (addresses.stream().anyMatch(a -> a.getAddress().length == 16)) all.add(literal("::1"));
        all.addAll(addresses);
        return List.copyOf(all);
    }

    static InetAddress loopback4() {
        return of(new byte[] {127, 0, 0, 1});
    }

    // Not InetAddress.getByName alone: it would ask DNS about a misspelt address.
    private static InetAddress literal(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new ConfigException("ERL_EPMD_ADDRESS names '" + text + "', which is no IP address");
        }
        return of(bytes);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes", e);
        }
    }

    @Override
    public String toString() {
        String ip = NetUtil.toAddressString(host);
        return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + port;
    }
}
