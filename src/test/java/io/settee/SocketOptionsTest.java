package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.settee.carrier.Carrier;
import io.settee.carrier.Carriers;
import io.settee.carrier.TcpCarrier;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import io.settee.identity.NodeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That {@code inet_dist_connect_options} and {@code inet_dist_listen_options} of a {@code vm.args} reach the sockets. */
class SocketOptionsTest {
    /** TCP that shows its channels. */
    private static final class Shown implements Carrier {
        final CompletableFuture<Channel> dialled = new CompletableFuture<>();
        final CompletableFuture<Channel> accepted = new CompletableFuture<>();
        private final Carrier tcp = new TcpCarrier();

        @Override
        public String name() {
            return tcp.name();
        }

        @Override
        public int handshakeLengthBytes() {
            return tcp.handshakeLengthBytes();
        }

        @Override
        public void prepareDialled(Channel channel, NodeName peer) {
            tcp.prepareDialled(channel, peer);
            dialled.complete(channel);
        }

        @Override
        public void prepareAccepted(Channel channel) {
            tcp.prepareAccepted(channel);
            accepted.complete(channel);
        }
    }

    private static ErlangNode start(Path vmArgs, String name, EpmdServer epmd, Carrier carrier) throws Exception {
        VmArgs args = VmArgs.read(
                vmArgs,
                Map.of("ERL_AFLAGS", "-name " + name + "@127.0.0.1", "ERL_EPMD_PORT", Integer.toString(epmd.port())));
        assertThat(args.warnings())
                .containsExactly(vmArgs + " line 3: -kernel inet_dist_listen_options: {backlog,9} has no effect here;"
                        + " known are keepalive, nodelay, recbuf, sndbuf, tclass, tos");
        return ErlangNode.fromVmArgs(args).carriers(Carriers.only(carrier)).start();
    }

    @Test
    void reachTheSocketsOfBothDirections(@TempDir Path dir) throws Exception {
        Path vmArgs = Files.writeString(dir.resolve("vm.args"), """
                -setcookie c
                -kernel inet_dist_connect_options '[{nodelay,false},{sndbuf,50000}]'
                -kernel inet_dist_listen_options '[{keepalive,false},{recbuf,60000},{backlog,9}]'
                """);
        var carrier = new Shown();
        try (var epmd = EpmdServer.startOnLoopback(0);
                ErlangNode a = start(vmArgs, "a", epmd, carrier);
                ErlangNode b = start(vmArgs, "b", epmd, carrier)) {
            a.connect(b.name().toString());

            Channel dialled = carrier.dialled.get(5, TimeUnit.SECONDS);
            assertThat(dialled.config().getOption(ChannelOption.TCP_NODELAY)).isFalse();
            assertThat(dialled.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            // Linux keeps as much again for itself.
            assertThat(dialled.config().getOption(ChannelOption.SO_SNDBUF)).isIn(50_000, 100_000);
            Channel accepted = carrier.accepted.get(5, TimeUnit.SECONDS);
            assertThat(accepted.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
            assertThat(accepted.config().getOption(ChannelOption.SO_KEEPALIVE)).isFalse();
            assertThat(accepted.config().getOption(ChannelOption.SO_RCVBUF)).isIn(60_000, 120_000);
        }
    }
}
