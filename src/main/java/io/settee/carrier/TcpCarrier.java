package io.settee.carrier;

import io.netty.channel.Channel;
import io.settee.identity.NodeName;

/** Plain TCP, OTP's {@code inet_tcp}. */
public final class TcpCarrier implements Carrier {
    public static final String NAME = "tcp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int handshakeLengthBytes() {
        return 2;
    }

    @Override
    public void prepareDialled(Channel channel, NodeName peer) {
        channel.pipeline().addFirst(new TcpReady(this, peer));
    }

    @Override
    public void prepareAccepted(Channel channel) {
        channel.pipeline().addFirst(new TcpReady(this, null));
    }
}
