package io.settee.check;

import static io.settee.check.Setup.COOKIE_ONLY;
import static io.settee.check.Setup.inetTls;
import static io.settee.check.Setup.noted;
import static io.settee.check.Setup.tls;
import static io.settee.check.Setup.warned;
import static io.settee.check.Setup.wrong;
import static io.settee.check.Step.SETTINGS;
import static io.settee.check.Step.TLS_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.certs.IssuedCertificate;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates and option files that do not work, or not for everybody, each with what a checkup must say of it. */
class CertificatesCheckTest {
    @TempDir
    static Path dir;

    private static Certificates files;

    @BeforeAll
    static void makeCertificates() {
        files = new Certificates(dir);
        files.conf("good", r -> r);
    }

    @Test
    void tellsWhyNobodyIsVerifiedWhereNothingIsSaid() {
        Path file = files.write("brief.conf", "[{server, [" + files.pem("good") + "]}].");
        var findings = new Findings();
        new TlsCheck(VmArgs.parse("vm.args", inetTls(file), Map.of()), findings).run();
        assertThat(findings.report().facts())
                .contains(
                        new Fact("tls server", "verify", "verify_none", "default without a cacertfile, as in OTP"),
                        new Fact(
                                "tls client",
                                "verify",
                                "verify_none",
                                "default without a cacertfile, as in OTP 25 and older; newer ones connect to nobody"));
    }

    static Stream<Setup> certificates() {
        IssuedCertificate other = files.issue(r -> r);
        files.write("other-key.pem", other.keyPem());
        files.write("locked.pem", other.keyPem("sesame") + other.certificatePem());
        Path open = files.write("open.pem", other.keyPem() + other.certificatePem());
        try {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IssuedCertificate foreign = files.issueBy(Certificates.ca("Another CA"));
        String own = files.pem("good");
        return Stream.of(
                wrong(
                        "a missing option file",
                        inetTls(files.path("missing.conf")),
                        SETTINGS,
                        "missing.conf: no such file"),
                wrong(
                        "an option file that is none",
                        inetTls(files.write("broken.conf", "[{server, [}].")),
                        SETTINGS,
                        "broken.conf line 1, column 12"),
                wrong(
                        "an option that there is not",
                        inetTls(files.conf("typo", own, ", {certfle, \"x\"}")),
                        SETTINGS,
                        "option certfle"),
                wrong(
                        "a missing certificate",
                        inetTls(files.conf("nocert", files.pem("nowhere"), "")),
                        TLS_FILES,
                        "nowhere.pem: no such file"),
                wrong(
                        "a wrong password",
                        inetTls(files.conf("pass", files.pem("locked"), ", {password, \"simsalabim\"}")),
                        TLS_FILES,
                        "the password given does not open the private key"),
                wrong(
                        "no password",
                        inetTls(files.conf("nopass", files.pem("locked"), "")),
                        TLS_FILES,
                        "the private key is encrypted"),
                wrong(
                        "the key of another certificate",
                        inetTls(files.conf("mixed", own, ", {keyfile, \"" + files.path("other-key.pem") + "\"}")),
                        TLS_FILES,
                        "does not belong to the certificate"),
                wrong(
                        "an expired certificate",
                        inetTls(files.conf("old", Certificates::expired)),
                        TLS_FILES,
                        "expired at"),
                warned(
                        "a certificate for another host",
                        inetTls(files.conf("host", r -> r.withHosts(List.of("db9.example")))),
                        TLS_FILES,
                        "does not name 127.0.0.1 but DNS [db9.example]"),
                warned(
                        "a wildcard",
                        COOKIE_ONLY + "-name me@db1.example"
                                + tls(files.conf("wild", r -> r.withHosts(List.of("*.example")))),
                        TLS_FILES,
                        "wildcards count for nothing"),
                warned(
                        "an address as DNS name only, for 26 and newer",
                        inetTls(dnsOnly()),
                        TLS_FILES,
                        "nodes of OTP 26 and newer do not accept it"),
                warned(
                        "an address as IP address only, for 25 and older",
                        inetTls(addressOnly()),
                        TLS_FILES,
                        "nodes of OTP 25 and older do not accept it"),
                warned(
                        "a certificate that may not dial",
                        inetTls(files.conf("server", r -> r.withRoles(true, false))),
                        TLS_FILES,
                        "lacks clientAuth"),
                warned(
                        "a certificate that may not accept",
                        inetTls(files.conf("client", r -> r.withRoles(false, true))),
                        TLS_FILES,
                        "lacks serverAuth"),
                warned(
                        "a certificate of another CA",
                        inetTls(files.conf("alien", foreign.keyPem() + foreign.certificatePem())),
                        TLS_FILES,
                        "was not issued by a CA in"),
                warned(
                        "a key that everybody can read",
                        inetTls(files.conf("open", files.pem("open"), "")),
                        TLS_FILES,
                        "every user of this machine can read the private key"),
                warned(
                        "fail_if_no_peer_cert in the client's options",
                        inetTls(files.conf("49", own, own + ", {fail_if_no_peer_cert, true}", "verify_peer")),
                        TLS_FILES,
                        "refuses all client options"),
                warned(
                        "nobody verified",
                        inetTls(files.conf("none", own, own, "verify_none")),
                        TLS_FILES,
                        "only the cookie tells who the peer is"),
                warned(
                        "hosts not checked",
                        inetTls(files.conf("sni", own, own + ", {server_name_indication, disable}", "verify_peer")),
                        TLS_FILES,
                        "may pose as any other"),
                warned(
                        "TLS 1.3 only",
                        inetTls(files.conf("13", own, ", {versions, ['tlsv1.3']}")),
                        TLS_FILES,
                        "have no version in common with this one"),
                noted(
                        "a default that was another one",
                        inetTls(files.write("default.conf", defaults())),
                        TLS_FILES,
                        "as since OTP 26"));
    }

    /** As CouchDB's own script makes it. */
    private static Path dnsOnly() {
        return files.conf("dns", Certificates.selfSigned(GeneralName.dNSName));
    }

    private static Path addressOnly() {
        return files.conf("address", Certificates.selfSigned(GeneralName.iPAddress));
    }

    private static String defaults() {
        String own = "{cacertfile, \"" + files.path("ca.pem") + "\"}, " + files.pem("good");
        return "[{server, [" + own + "]}, {client, [" + own + "]}].";
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void namesTheCause(Setup setup) throws Exception {
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            setup.isSeenThrough(dir, epmd.port());
        }
    }
}
