package io.settee.node;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.settee.handshake.LocalIdentity;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sets up accepted channels once the node knows who it is; whoever comes before that is turned away. */
@ChannelHandler.Sharable
final class LateAcceptor extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<ChannelHandler> acceptor;

    LateAcceptor(CompletableFuture<LocalIdentity.Named> self, Function<LocalIdentity.Named, ChannelHandler> acceptor) {
        this.acceptor = self.thenApply(acceptor);
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        ChannelHandler ready = acceptor.getNow(null);
        if (ready == null) ctx.close();
        else ctx.pipeline().replace(this, "acceptor", ready);
    }
}
