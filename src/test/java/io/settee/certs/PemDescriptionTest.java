package io.settee.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemDescriptionTest {
    private static final CertificateAuthority CA =
            CertificateAuthority.create("Example CA", KeyKind.EC_P256, Duration.ofDays(100));

    @TempDir
    Path dir;

    private String describe(String pem) throws IOException {
        Path file = Files.writeString(dir.resolve("file.pem"), pem);
        return String.join("\n", PemDescription.of(file, Instant.now()));
    }

    private static CertificateRequest request(String... hosts) {
        return CertificateRequest.forHosts(List.of(hosts), KeyKind.EC_P256, Duration.ofDays(10));
    }

    @Test
    void tellsHostsPurposesKeyAndDates() throws Exception {
        IssuedCertificate node = CA.issue(request("127.0.0.1", "::1", "db1.example"));
        assertThat(describe(node.keyPem() + node.certificatePem() + CA.certificatePem()))
                .contains("private key, not encrypted, EC P-256")
                .contains("certificate of CN=127.0.0.1")
                .contains("issued by    CN=Example CA")
                .contains("DNS: 127.0.0.1, ::1, db1.example; IP: 127.0.0.1, 0:0:0:0:0:0:0:1")
                .contains("may          serverAuth, clientAuth")
                .containsPattern("valid .*, 9 days left")
                .contains("key          EC P-256")
                .contains("CA certificate of CN=Example CA")
                .contains("chain: each certificate was issued by the one behind it")
                .doesNotContain("only: OTP");
    }

    @Test
    void tellsWhatWillNotWork() throws Exception {
        Instant now = Instant.now();
        IssuedCertificate old = CA.issue(request("*.example")
                .withRoles(true, false)
                .withValidity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(3))));
        assertThat(describe(old.certificatePem()))
                .contains("EXPIRED 3 days ago")
                .contains("*.example: wildcards count for nothing in Erlang")
                .contains("may          serverAuth; a node needs serverAuth and clientAuth");
        assertThat(describe(CA.issue(request("a").withHosts(List.of())).certificatePem()))
                .contains("none (no subjectAltName)");
        assertThat(describe(old.certificatePem() + old.certificatePem())).contains("no chain: certificate 1");
        assertThat(describe("no PEM")).contains("nothing: no PEM block");
    }

    @Test
    void noNameMovesTheCursorOfTheTerminal() throws Exception {
        assertThat(describe(CA.issue(request("a\u001b[2J").withCommonName("b\u001b[2J\u202e"))
                        .certificatePem()))
                .contains("CN=b\\x{1B}[2J\\x{202E}", "DNS: a\\x{1B}[2J")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void tellsKeysRequestsAndLists() throws Exception {
        IssuedCertificate node = CA.issue(request("a"));
        assertThat(describe(node.keyPem("sesame"))).isEqualTo("private key, encrypted: it needs a password");
        SigningRequest asked = SigningRequest.of(request("db1.example"), KeyKind.RSA_2048.generate());
        assertThat(describe(asked.pem()))
                .contains("request for a certificate of CN=db1.example", "RSA 2048", "DNS: db1.example; IP: none");
        var entry = new RevocationList.Entry(
                node.certificate().getSerialNumber(), Instant.now(), RevocationList.Reason.SUPERSEDED);
        assertThat(describe(CA.sign(RevocationList.EMPTY.and(entry), Duration.ofDays(9))))
                .contains("revocation list of CN=Example CA", "1 certificates")
                .contains(node.certificate().getSerialNumber().toString(16));
    }
}
