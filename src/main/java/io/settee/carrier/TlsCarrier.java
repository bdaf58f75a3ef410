package io.settee.carrier;

import io.netty.channel.Channel;
import io.settee.identity.NodeName;
import java.util.List;

/** TLS, OTP's {@code inet_tls}. */
public final class TlsCarrier implements Carrier {
    public static final String NAME = "tls";

    public TlsCarrier(TlsSettings settings) {}

    /** What a person should know: certificates about to expire, a verify_none, defaults in force. */
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int handshakeLengthBytes() {
        return 4;
    }

    @Override
    public void prepareDialled(Channel channel, NodeName peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void prepareAccepted(Channel channel) {
        throw new UnsupportedOperationException();
    }
}
