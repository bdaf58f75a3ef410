package io.settee.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.settee.carrier.Carrier;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TcpCarrier;
import io.settee.connection.DialFailures;
import io.settee.error.CarrierException;
import io.settee.error.SetteeException;
import io.settee.handshake.Action;
import io.settee.handshake.HandshakeCodec;
import io.settee.handshake.HandshakeDiagnosis;
import io.settee.handshake.Initiator;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connects in plain, introduces itself as a node without a name does, and tells by the first bytes of the answer what lives at a port.
 * It goes no further: to the peer this is a node that went away before its challenge.
 */
final class Knock {
    /** What answered. */
    sealed interface Answer {
        /** An Erlang node in plain TCP. */
        record Plain() implements Answer {}

        record Tls() implements Answer {}

        /** Neither; what it is, in a sentence. */
        record Other(String sentence) implements Answer {}

        /** Connections are accepted, and nothing is said. */
        record Silence() implements Answer {}

        /** Connections are accepted and closed without a word. */
        record Closed() implements Answer {}

        /** No connection was to be had. */
        record Unreachable(SetteeException why) implements Answer {}
    }

    private Knock() {}

    /** Blocks until something answers, or for at most twice the limit: to be connected and to be answered. */
    static Answer at(NodeName peer, SocketAddress address, String ourHost, Cookie cookie, Duration limit)
            throws InterruptedException {
        Carrier carrier = new TcpCarrier();
        var answer = new CompletableFuture<Answer>();
        var us = new LocalIdentity.Nameless(ourHost, DistFlags.OFFER);
        var first = new Initiator(us, peer, cookie, Initiator.OnAlive.GIVE_UP).start();
        var connect = carrier.transport()
                .connect(
                        address,
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                carrier.prepareDialled(channel, peer);
                                channel.pipeline().addLast(new Listening(first, answer));
                            }
                        },
                        limit);
        try {
            connect.await();
            if (!connect.isSuccess()) {
                return new Answer.Unreachable(DialFailures.of(peer, address, connect.cause()));
            }
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Answer.Silence();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes an answer exceptionally", e);
        } finally {
            connect.channel().close();
        }
    }

    private static final class Listening extends ByteToMessageDecoder {
        /** A 2-byte length and the tag of a message. */
        private static final int ENOUGH = 3;

        private final List<Action> first;
        private final CompletableFuture<Answer> answer;

        Listening(List<Action> first, CompletableFuture<Answer> answer) {
            this.first = first;
            this.answer = answer;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof CarrierReady)) return;
            for (Action action : first) {
                if (!(action instanceof Action.Send send)) continue;
                ByteBuf packet = ctx.alloc().buffer(64).writeZero(Short.BYTES);
                HandshakeCodec.write(send.message(), packet);
                packet.setShort(0, packet.readableBytes() - Short.BYTES);
                ctx.write(packet);
            }
            ctx.flush();
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < ENOUGH) return;
            boolean status = HandshakeDiagnosis.plausible(in.getUnsignedShort(in.readerIndex()))
                    && in.getByte(in.readerIndex() + Short.BYTES) == 's';
            answer.complete(
                    status ? new Answer.Plain() : new Answer.Other(HandshakeDiagnosis.explain(in, Short.BYTES)));
            in.skipBytes(in.readableBytes());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            boolean tls = cause instanceof CarrierException e && e.reason() == CarrierException.Reason.OTHER_CARRIER;
            answer.complete(tls ? new Answer.Tls() : new Answer.Closed());
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            answer.complete(new Answer.Closed());
            super.channelInactive(ctx);
        }
    }
}
