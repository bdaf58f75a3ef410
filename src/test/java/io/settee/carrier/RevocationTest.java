package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationTest {
    private static Revocation revocation(CrlAuthority trusted, CrlCheck.Mode mode) {
        TlsOptions options = TlsOptions.server()
                .authorities(List.of(trusted.certificate()))
                .crlCheck(new CrlCheck(mode, List.of(), Optional.of(Duration.ofSeconds(5))))
                .build();
        return new Revocation(new TlsMaterial(
                options,
                List.of(),
                options.authorities(),
                RevocationLists.load(options, new ArrayList<>()),
                List.of()));
    }

    /** Whoever has one good certificate would otherwise have this node ask for what it likes, where it likes. */
    @ParameterizedTest
    @EnumSource(value = CrlCheck.Mode.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void asksNoAddressInACertificateThatIsNotOnTheWayToOurCa(CrlCheck.Mode mode) throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String at = "http://127.0.0.1:" + http.getAddress().getPort();
        var ours = new CrlAuthority();
        CrlAuthority.Issued good = ours.issue(Optional.of(at + "/ours.crl"));
        CrlAuthority.Issued stray = new CrlAuthority().issue(Optional.of(at + "/stray.crl"));
        byte[] list = ours.revoke(ours.issue(Optional.empty())).getEncoded();
        try {
            http.createContext("/", exchange -> {
                asked.add(exchange.getRequestURI().getPath());
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
                exchange.close();
            });
            http.start();
            revocation(ours, mode)
                    .check(new X509Certificate[] {good.certificate(), stray.certificate()}, "its certificate ");
        } finally {
            http.stop(0);
        }
        assertThat(asked).containsExactly("/ours.crl");
    }
}
