package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.settee.carrier.Carrier;
import io.settee.carrier.Transport;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.handshake.Action;
import io.settee.handshake.Initiator;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The handshake of a connection that we dial. */
public final class DialSetup extends SetupHandler {
    private final Initiator initiator;
    private final NodeName peer;
    private final Carrier carrier;
    private final CompletableFuture<Connection> result;

    private DialSetup(
            ConnectionOwner owner,
            ConnectionSettings settings,
            LocalIdentity self,
            NodeName peer,
            Carrier carrier,
            CompletableFuture<Connection> result) {
        super(owner, settings, true);
        this.peer = peer;
        this.carrier = carrier;
        this.result = result;
        this.initiator = new Initiator(self, peer, owner.cookieFor(peer), Initiator.OnAlive.REPLACE);
    }

    /**
     * Dials a peer.
     *
     * @param at where the peer listens
     * @param result gets the connection, or the reason why there is none as a {@link SetteeException}; cancelling it ends the
     *     attempt, and no connection comes up after that
     */
    public static void dial(
            ConnectionOwner owner,
            ConnectionSettings settings,
            LocalIdentity self,
            NodeName peer,
            Carrier carrier,
            Transport transport,
            SocketAddress at,
            CompletableFuture<Connection> result) {
        var initializer = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                settings.sockets().dialled().applyTo(channel);
                carrier.prepareDialled(channel, peer);
                channel.pipeline().addLast("setup", new DialSetup(owner, settings, self, peer, carrier, result));
                result.whenComplete((connection, error) -> {
                    if (result.isCancelled()) channel.close();
                });
            }
        };
        transport.connect(at, initializer, settings.setupTime()).addListener(connect -> {
            if (!connect.isSuccess()) result.completeExceptionally(DialFailures.of(peer, at, connect.cause()));
        });
    }

    @Override
    List<Action> start() {
        return owner.mistrust(peer, ready())
                .map(why -> List.<Action>of(new Action.Fail(new HandshakeException(
                        HandshakeException.Reason.NOT_ALLOWED, peer, "we do not go on: it " + why))))
                .orElseGet(initiator::start);
    }

    @Override
    List<Action> receive(ByteBuf payload) {
        return initiator.receive(payload);
    }

    @Override
    List<Action> admit(Action.Admit claim) {
        throw new IllegalStateException("only an acceptor admits");
    }

    @Override
    List<Action> assign(Action.AssignName request) {
        throw new IllegalStateException("only an acceptor names its peer");
    }

    @Override
    HandshakeException closedWhileWaiting() {
        return initiator.closed();
    }

    @Override
    HandshakeException timedOut(Duration waited) {
        return initiator.timedOut(waited);
    }

    @Override
    String meaningOfSilence() {
        return "We spoke " + carrier.name()
                + "; a node whose -proto_dist is another one, TLS or plain TCP, waits for ever for"
                + " words that it knows.";
    }

    @Override
    boolean isGivenUp() {
        return result.isCancelled();
    }

    @Override
    void failed(SetteeException why) {
        // Failures of the lower layers do not know whom we dialled.
        result.completeExceptionally(
                why instanceof HandshakeException h && h.peer().isEmpty()
                        ? new HandshakeException(h.reason(), peer, String.valueOf(h.getMessage()))
                        : why);
    }

    @Override
    void done(Connection connection) {
        result.complete(connection);
    }
}
