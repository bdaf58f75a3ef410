package io.settee.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
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
        var answer = new CompletableFuture<Answer>();
        var us = new LocalIdentity.Nameless(ourHost, DistFlags.OFFER);
        var first = new Initiator(us, peer, cookie, Initiator.OnAlive.GIVE_UP).start();
        return new Probe(new TcpCarrier(), peer, address, limit)
                .ask(
                        new Listening(first, answer),
                        answer,
                        cause -> new Answer.Unreachable(DialFailures.of(peer, address, cause)))
                .orElseGet(Answer.Silence::new);
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
