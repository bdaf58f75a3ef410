package io.settee.carrier;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.settee.identity.NodeName;

/**
 * How bytes reach a peer: {@link TcpCarrier}, {@link TlsCarrier}, or one of your own. Erlang's word for it is {@code PROTO_dist}.
 *
 * <p>A carrier adds its handlers at the head of a channel's pipeline. When bytes may flow in clear it fires
 * {@link CarrierReady} through the pipeline. When it cannot get that far it fires {@code exceptionCaught} with a
 * {@link io.settee.error.CarrierException} that is written for people, and closes the channel. After {@code CarrierReady} such
 * an exception may still come once: with TLS 1.3 a server judges the client's certificate after the client believes that
 * it is done. Carriers are shared by all connections of a node and safe for use by any thread.
 *
 * <p>Source: OTP "How to Implement an Alternative Carrier for the Erlang Distribution".
 */
public interface Carrier {
    /** Its short name, {@code tcp} or {@code tls}: what policies answer and tables of peers print. */
    String name();

    /** Size in bytes of the length before each handshake message: 2 on TCP, 4 inside TLS. After the handshake it is always 4. */
    int handshakeLengthBytes();

    /** Prepares a channel that will be connected to a peer; called before the channel is active. */
    void prepareDialled(Channel channel, NodeName peer);

    /** Prepares a channel that was accepted; it is active, and its first bytes may still be unread. Event loop only. */
    void prepareAccepted(Channel channel);

    /**
     * Tells the peer that nothing more comes, while reading goes on until it has said the same, which closes the channel. All that was
     * written is on its way already. Event loop only.
     */
    default void endOutput(Channel channel) {
        if (channel instanceof DuplexChannel duplex) duplex.shutdownOutput();
        else channel.close();
    }

    /** Where this carrier's channels come from. */
    default Transport transport() {
        return Transport.sockets();
    }
}
