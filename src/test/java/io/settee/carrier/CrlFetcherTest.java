package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against servers and addresses that are no good. */
class CrlFetcherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CrlFetcher fetcher = new CrlFetcher(PATIENCE);

    private static X509Certificate certificate(String crlAddress) throws Exception {
        return new CrlAuthority().issue(Optional.of(crlAddress)).certificate();
    }

    /** And not as long again as the headers have taken. */
    @Test
    void doesNotWaitForTheRestOfAListThatNeverComes() throws Exception {
        var over = new CountDownLatch(1);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            http.setExecutor(Thread::startVirtualThread);
            http.createContext("/ca.crl", exchange -> {
                try {
                    if (over.await(PATIENCE.toMillis() * 9 / 10, TimeUnit.MILLISECONDS)) return;
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            http.start();
            X509Certificate certificate =
                    certificate("http://127.0.0.1:" + http.getAddress().getPort() + "/ca.crl");
            var lists = CompletableFuture.supplyAsync(() -> fetcher.listsFor(certificate), Thread::startVirtualThread);
            assertThat(lists)
                    .succeedsWithin(PATIENCE.multipliedBy(7).dividedBy(4))
                    .isEqualTo(List.of());
        } finally {
            over.countDown();
            http.stop(0);
        }
    }

    @Test
    void findsNothingAtAnAddressWithoutAHost() throws Exception {
        assertThat(fetcher.listsFor(certificate("http:///ca.crl"))).isEmpty();
    }
}
