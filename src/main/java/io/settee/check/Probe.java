package io.settee.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.settee.carrier.Carrier;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A connection that is opened to see what lives at its other end, and closed again. */
record Probe(Carrier carrier, NodeName peer, SocketAddress address, Duration limit) {
    /**
     * What a handler behind the carrier finds out; empty if that takes longer than the limit. Blocks for at most twice the limit: to be
     * connected and to be answered.
     *
     * @param answer completed by the handler, and never exceptionally
     * @param unreachable the answer if no connection is to be had
     */
    <T> Optional<T> ask(ChannelHandler handler, CompletableFuture<T> answer, Function<Throwable, T> unreachable)
            throws InterruptedException {
        ChannelFuture connect = carrier.transport()
                .connect(
                        address,
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                carrier.prepareDialled(channel, peer);
                                channel.pipeline().addLast(handler);
                            }
                        },
                        limit);
        try {
            connect.await();
            if (!connect.isSuccess()) return Optional.of(unreachable.apply(connect.cause()));
            return Optional.of(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes an answer exceptionally", e);
        } finally {
            connect.channel().close();
        }
    }
}
