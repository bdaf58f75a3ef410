package io.settee.carrier;

/**
 * What sockets get beyond our own choices.
 *
 * @param dialled {@code inet_dist_connect_options}
 * @param accepted {@code inet_dist_listen_options}
 */
public record SocketSettings(SocketOptions dialled, SocketOptions accepted) {
    public static final SocketSettings NONE = new SocketSettings(SocketOptions.NONE, SocketOptions.NONE);
}
