package io.settee.connection;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as people write them. */
public final class Addresses {
    private Addresses() {}

    /** {@code 10.0.0.5:40123} or {@code [::1]:40123}, where Java's own form has a name, or an empty one, and a slash before it. */
    public static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress at) || at.isUnresolved()) return String.valueOf(address);
        String host = at.getAddress().getHostAddress();
        return (at.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + at.getPort();
    }
}
