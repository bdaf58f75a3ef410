package io.settee.connection;

import io.netty.channel.ConnectTimeoutException;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;

/** What a failed connect means, in a sentence. */
public final class DialFailures {
    private DialFailures() {}

    public static SetteeException of(NodeName peer, SocketAddress address, Throwable cause) {
        String at = Addresses.text(address);
        String what = switch (cause) {
            case SetteeException known -> "";
            case ConnectTimeoutException e ->
                "nothing answers at " + at + ". Is the host up, and does a firewall drop packets to this port?";
            case NoRouteToHostException e -> "no route to " + at + ". Check the host part of the name and the network.";
            case ConnectException e ->
                "connection refused at " + at
                        + ". EPMD or the configuration names this port, but no node listens there now.";
            default -> "cannot connect to " + at + ": " + cause.getMessage();
        };
        return cause instanceof SetteeException known
                ? known
                : new CarrierException(Reason.UNREACHABLE, peer, what, cause);
    }
}
