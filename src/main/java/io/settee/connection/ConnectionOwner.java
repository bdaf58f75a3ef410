package io.settee.connection;

import io.settee.carrier.CarrierReady;
import io.settee.handshake.HandshakeMessage;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a connection asks and tells the node it belongs to. Every call comes on the connection's event loop and must return at once.
 */
public interface ConnectionOwner {
    /** The secret that we share with this peer. */
    Cookie cookieFor(NodeName peer);

    /** Whether a node that has named itself may go on; asked before anything but the status is sent to it. */
    HandshakeMessage.Verdict admit(NodeName claimed, CarrierReady how, SocketAddress from);

    /** What is wrong with the certificate of a peer that we have dialled; empty if nothing is. Asked before anything is sent to it. */
    Optional<String> mistrust(NodeName dialled, CarrierReady how);

    /** The handshake of a node that was let in is over: the connection is up, or will not come. Told once for each that may go on. */
    void claimOver(NodeName claimed);

    /** A name for a peer that has none and asks for one at this host ({@code NAME_ME}), or {@code NOT_ALLOWED}. */
    HandshakeMessage.Status assignName(String host, CarrierReady how, SocketAddress from);

    /**
     * Whether we are connected to this peer, or it is about to be connected to us by its own dialling: then that is the connection that
     * it calls alive when we dial it, and ours is one too many.
     */
    boolean hasCome(NodeName peer);

    /** Ends the connection to this peer, if there is one, since the peer has given it up; done when its end has been told everywhere. */
    CompletionStage<?> dropOld(NodeName peer);

    /**
     * The handshake is done. Nothing has been read from the connection yet.
     *
     * @param self who we are on it: with the name that the peer gave us, if we had none
     * @return whom to tell what comes over it
     */
    SignalSink up(Connection connection, LocalIdentity.Named self);

    /** Somebody came and was sent away, or went. */
    void refused(SocketAddress from, Optional<NodeName> claimed, RuntimeException why);
}
