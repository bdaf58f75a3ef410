package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Against servers and addresses that are no good. */
class CrlFetcherTest {
    private final CrlFetcher fetcher = new CrlFetcher(Duration.ofSeconds(1));

    private static X509Certificate certificate(String crlAddress) throws Exception {
        return new CrlAuthority().issue(Optional.of(crlAddress)).certificate();
    }

    private CompletableFuture<List<X509CRL>> listsFor(X509Certificate certificate) {
        return CompletableFuture.supplyAsync(() -> fetcher.listsFor(certificate), Thread::startVirtualThread);
    }

    @Test
    void doesNotWaitForTheRestOfAListThatNeverComes() throws Exception {
        var begun = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            http.setExecutor(Thread::startVirtualThread);
            http.createContext("/ca.crl", exchange -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write(new byte[10]);
                exchange.getResponseBody().flush();
                begun.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            http.start();
            var lists =
                    listsFor(certificate("http://127.0.0.1:" + http.getAddress().getPort() + "/ca.crl"));
            assertThat(lists).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of());
            assertThat(begun.getCount()).isZero();
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
