package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Real sockets between two ends in this process, and what each end saw, in its order. */
final class Loopback implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Channel> channels = new ArrayList<>();

    /** What an end saw: CarrierReady, Throwable, String (bytes as text), or {@link #CLOSED}. */
    static final class End extends ChannelInboundHandlerAdapter {
        static final Object CLOSED = "closed";

        private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof CarrierReady) seen.add(event);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            seen.add(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            seen.add(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            seen.add(CLOSED);
        }

        /** The next thing seen. */
        Object next() throws InterruptedException {
            Object next = seen.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) throw new AssertionError("nothing happened within " + PATIENCE);
            return next;
        }

        <T> T next(Class<T> type) throws InterruptedException {
            Object next = next();
            if (!type.isInstance(next))
                throw new AssertionError(
                        "expected " + type.getSimpleName() + ", got " + next, next instanceof Throwable t ? t : null);
            return type.cast(next);
        }

        /** Bytes as text, joined until there are enough. */
        String text(int length) throws InterruptedException {
            var text = new StringBuilder();
            while (text.length() < length) text.append(next(String.class));
            return text.toString();
        }
    }

    /** Says hello to whoever has come in, and passes on what happened. */
    static final class Greeting extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof CarrierReady) ctx.writeAndFlush(bytes("hello"));
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Listens with some preparation of accepted channels; all of them share one end. */
    InetSocketAddress listen(Consumer<Channel> prepare, End end) throws InterruptedException {
        Channel listener = Transport.sockets()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), initializer(prepare, end))
                .sync()
                .channel();
        channels.add(listener);
        return (InetSocketAddress) listener.localAddress();
    }

    Channel dial(SocketAddress address, Carrier carrier, NodeName peer, End end) throws InterruptedException {
        return dial(address, channel -> carrier.prepareDialled(channel, peer), end);
    }

    Channel dial(SocketAddress address, Consumer<Channel> prepare, End end) throws InterruptedException {
        Channel channel = Transport.sockets()
                .connect(address, initializer(prepare, end), Duration.ofSeconds(5))
                .sync()
                .channel();
        channels.add(channel);
        return channel;
    }

    private static ChannelHandler initializer(Consumer<Channel> prepare, End end) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                prepare.accept(channel);
                channel.pipeline().addLast(new Relay(end));
            }
        };
    }

    /** One per channel, since handlers that are not sharable may stand in one pipeline only. */
    private static final class Relay extends ChannelInboundHandlerAdapter {
        private final End end;

        Relay(End end) {
            this.end = end;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            end.userEventTriggered(ctx, event);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            end.channelRead(ctx, message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end.exceptionCaught(ctx, cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.channelInactive(ctx);
        }
    }

    static ByteBuf bytes(String latin1) {
        return Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        for (Channel channel : channels) channel.close().syncUninterruptibly();
    }
}
