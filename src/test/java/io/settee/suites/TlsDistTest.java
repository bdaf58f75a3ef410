package io.settee.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.epmd.EpmdClient;
import io.settee.error.CarrierException;
import io.settee.support.LocalCluster;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cases of OTP's {@code ssl_dist_SUITE} that need no Erlang, under their own names. */
@Timeout(30)
class TlsDistTest {
    private final LocalCluster cluster = new LocalCluster();
    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @AfterEach
    void close() {
        cluster.close();
    }

    private int portOf(ErlangNode node) {
        return new EpmdClient(cluster.epmdPort(), Duration.ofSeconds(5))
                .lookup(loopback, node.name().name())
                .port();
    }

    /** The first free port of the range is taken, and none outside it. */
    @Test
    void listenPortOptions() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            int first = taken.getLocalPort();
            int last = Math.min(first + 20, 65_535);
            try (ErlangNode node =
                    cluster.node("ranged").listen(loopback, first, last).start()) {
                assertThat(portOf(node)).isBetween(first + 1, last);
                assertThatThrownBy(() -> cluster.node("late")
                                .listen(loopback, first, first)
                                .start())
                        .isInstanceOf(CarrierException.class)
                        .hasMessageContaining("port " + first);
            }
        }
    }

    @Test
    void useInterface() throws Exception {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        try (ErlangNode node = cluster.node("bound").listen(loopback, 0, 0).start();
                ErlangNode peer = cluster.node("peer").start()) {
            int port = portOf(node);
            assertThatThrownBy(() -> new Socket(other, port).close()).isInstanceOf(ConnectException.class);
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(loopback, port), 1000);
                assertThat(socket.isConnected()).isTrue();
            }
            assertThat(peer.ping(node.name().toString(), Duration.ofSeconds(5))).isTrue();
        }
    }
}
