package io.settee.carrier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of sockets by OTP's names, over those that we set by ourselves (nodelay and keepalive). On a carrier without sockets they do nothing.
 *
 * <p>Source: OTP "kernel" application reference, {@code inet_dist_connect_options} and {@code inet_dist_listen_options}; "inet",
 * {@code setopts/2}.
 *
 * @param values name to value, an Integer in bytes or bits, or a Boolean
 */
public record SocketOptions(Map<String, Object> values) {
    public static final SocketOptions NONE = new SocketOptions(Map.of());

    private static final Map<String, ChannelOption<Boolean>> SWITCHES =
            Map.of("nodelay", ChannelOption.TCP_NODELAY, "keepalive", ChannelOption.SO_KEEPALIVE);
    private static final Map<String, ChannelOption<Integer>> NUMBERS = Map.of(
            "sndbuf", ChannelOption.SO_SNDBUF,
            "recbuf", ChannelOption.SO_RCVBUF,
            "tos", ChannelOption.IP_TOS,
            "tclass", ChannelOption.IP_TOS);

    public SocketOptions {
        values = Map.copyOf(values);
    }

    /** The same with one more; empty if there is no such option, or if it has no such values. */
    public Optional<SocketOptions> with(String name, Object value) {
        boolean fits = value instanceof Boolean ? SWITCHES.containsKey(name) : NUMBERS.containsKey(name);
        if (!fits || (value instanceof Integer number && number < 0)) return Optional.empty();
        var all = new HashMap<>(values);
        all.put(name, value);
        return Optional.of(new SocketOptions(all));
    }

    /** The names that {@link #with} takes. */
    public static Set<String> known() {
        var names = new TreeSet<>(SWITCHES.keySet());
        names.addAll(NUMBERS.keySet());
        return names;
    }

    /** Sets them; before the channel is connected where its kind allows it. */
    public void applyTo(Channel channel) {
        values.forEach((name, value) -> {
            if (value instanceof Boolean on) channel.config().setOption(SWITCHES.get(name), on);
            else channel.config().setOption(NUMBERS.get(name), (Integer) value);
        });
    }
}
