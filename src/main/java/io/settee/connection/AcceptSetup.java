package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.settee.carrier.Carriers;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.handshake.Acceptor;
import io.settee.handshake.Action;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The handshake of a connection that a peer dials. */
public final class AcceptSetup extends SetupHandler {
    private final Acceptor acceptor;
    private final HalfOpen halfOpen;
    private @Nullable NodeName admitted; // event loop only

    private AcceptSetup(
            ConnectionOwner owner, ConnectionSettings settings, LocalIdentity.Named self, HalfOpen halfOpen) {
        super(owner, settings, false);
        this.halfOpen = halfOpen;
        this.acceptor = new Acceptor(self, owner::cookieFor);
    }

    /** What a listener does with each channel it accepts. */
    public static ChannelHandler forEach(
            ConnectionOwner owner, ConnectionSettings settings, LocalIdentity.Named self, Carriers carriers) {
        var halfOpen = new HalfOpen(settings.handshakes());
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (!halfOpen.enter(channel)) return;
                settings.sockets().accepted().applyTo(channel);
                channel.pipeline().addLast("setup", new AcceptSetup(owner, settings, self, halfOpen));
                carriers.prepareAccepted(channel);
            }

            @Override
            public boolean isSharable() {
                return true;
            }
        };
    }

    @Override
    List<Action> start() {
        return List.of();
    }

    @Override
    List<Action> receive(ByteBuf payload) {
        return acceptor.receive(payload);
    }

    @Override
    List<Action> admit(Action.Admit claim) {
        Verdict verdict = owner.admit(claim.peer(), ready(), channel().remoteAddress());
        if (verdict != Verdict.NOK && verdict != Verdict.NOT_ALLOWED) admitted = claim.peer();
        return acceptor.admit(verdict);
    }

    @Override
    List<Action> assign(Action.AssignName request) {
        return acceptor.admit(
                owner.assignName(request.host(), ready(), channel().remoteAddress()));
    }

    @Override
    HandshakeException closedWhileWaiting() {
        return acceptor.closed();
    }

    @Override
    HandshakeException timedOut(Duration waited) {
        return acceptor.timedOut(waited);
    }

    @Override
    String meaningOfSilence() {
        return "A health check or a port scan does that, or a client that expects another carrier here.";
    }

    @Override
    boolean isGivenUp() {
        return false;
    }

    @Override
    void failed(SetteeException why) {
        claimOver();
        owner.refused(channel().remoteAddress(), acceptor.peer(), why);
    }

    @Override
    void done(Connection connection) {
        halfOpen.leave(channel());
        claimOver();
    }

    private void claimOver() {
        if (admitted != null) owner.claimOver(admitted);
        admitted = null;
    }
}
