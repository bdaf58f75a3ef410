package io.settee.handshake;

import io.settee.error.HandshakeException;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;

/** What the owner of the connection has to do next; the actions of one list in their order. */
public sealed interface Action {
    /** Write this message ({@link HandshakeCodec#write}) behind its length. */
    record Send(HandshakeMessage message) implements Action {}

    /**
     * A peer wants in: decide, and tell {@link Acceptor#admit}. Its cookie is not yet proved.
     *
     * @param offered its flags; only the lower 32 bits if it uses the old form
     */
    record Admit(NodeName peer, DistFlags offered) implements Action {}

    /**
     * A peer wants in and asks for a name at this host: tell {@link Acceptor#admit} either {@link HandshakeMessage.Named} or
     * {@link HandshakeMessage.Verdict#NOT_ALLOWED}. Its cookie is not yet proved.
     */
    record AssignName(String host, DistFlags offered) implements Action {}

    /** Close the older connection to this peer, if there is one, before carrying out the actions behind this one. */
    record DropOld(NodeName peer) implements Action {}

    /**
     * The connection is up. The machine takes no more messages; from here on every length has 4 bytes.
     *
     * @param self who we are on this connection: with the name given to us if we had none
     */
    record Done(PeerIdentity peer, LocalIdentity.Named self) implements Action {}

    /** Close the connection. The machine takes no more messages. */
    record Fail(HandshakeException cause) implements Action {}
}
