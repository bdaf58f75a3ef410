package io.settee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.CrlCheck;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.error.ConfigException;
import io.settee.term.Binary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionFileTest {
    private static final String COUCH = """
            %% coding: utf-8
            [
              {server, [{cacertfile, "/etc/couch/ca-cert.pem"}, {certfile, "/etc/couch/erlserver.pem"},
                        {secure_renegotiate, true}, {verify, verify_peer}, {fail_if_no_peer_cert, true}]},
              {client, [{cacertfile, <<"/etc/couch/ca-cert.pem">>}, {certfile, "/etc/couch/cert.pem"}, {keyfile, "/etc/couch/key.pem"},
                        {secure_renegotiate, true}, {verify, verify_peer}]} % no fail_if_no_peer_cert here
            ].
            """;

    private static TlsSettings parse(String text) {
        return OptionFile.parse("dist.conf", text);
    }

    private static TlsOptions client(String options) {
        return parse("[{server, []},\n {client, [" + withCa(options) + "]}].").client();
    }

    private static TlsOptions server(String options) {
        return parse("[{server, [" + withCa(options) + "]}].").server();
    }

    /** Without one there is a warning. */
    private static String withCa(String options) {
        return options + (options.isEmpty() ? "" : ", ") + "{cacertfile, \"ca.pem\"}";
    }

    @Test
    void readsTheUsualFileOfCouch() {
        TlsSettings settings = parse(COUCH);
        assertThat(settings.server().certFile()).contains(Path.of("/etc/couch/erlserver.pem"));
        assertThat(settings.server().keyFile()).contains(Path.of("/etc/couch/erlserver.pem"));
        assertThat(settings.server().caCertFile()).contains(Path.of("/etc/couch/ca-cert.pem"));
        assertThat(settings.client().caCertFile()).contains(Path.of("/etc/couch/ca-cert.pem"));
        assertThat(settings.client().keyFile()).contains(Path.of("/etc/couch/key.pem"));
        assertThat(settings.server().warnings()).isEmpty();
        assertThat(settings.client().warnings()).isEmpty();
        assertThat(settings.client().checkHost()).isTrue();
        assertThat(settings.client().versions()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(settings.client().depth()).isEqualTo(10);
    }

    @Test
    void readsAFileInLatin1(@TempDir Path dir) throws IOException {
        String text = "%% -*- coding: latin-1 -*-\n[{server, [{certfile, \"/é.pem\"}]}].";
        Path file = Files.write(dir.resolve("dist.conf"), text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(OptionFile.read(file).server().certFile()).contains(Path.of("/é.pem"));
    }

    @Test
    void hasOtp26sDefaultsAndSaysWhichAreInForce() {
        TlsSettings settings = parse("[{server, [{cacertfile, \"ca\"}]}, {client, [{cacertfile, \"ca\"}]}].");
        assertThat(settings.client().verifyPeer()).isTrue();
        assertThat(settings.server().failIfNoPeerCert()).isTrue();
        assertThat(settings.client().defaultsInForce())
                .containsExactly("dist.conf: the client options have no verify; verify_peer is used, as since OTP 26");
        assertThat(settings.server().defaultsInForce()).hasSize(2);
        assertThat(server("{verify, verify_none}").failIfNoPeerCert()).isFalse();
        assertThat(server("{verify, verify_none}").defaultsInForce()).isEmpty();
        assertThat(server("{verify, verify_peer}, {fail_if_no_peer_cert, false}")
                        .failIfNoPeerCert())
                .isFalse();
    }

    /** The example of OTP's guide, which is that short. */
    @Test
    void verifiesNobodyAndSaysSoWhereNoCaIsNamed() {
        TlsSettings settings = parse("[{server, [{certfile, \"erlserver.pem\"}]}, {client, []}].");
        assertThat(settings.server().verifyPeer()).isFalse();
        assertThat(settings.client().verifyPeer()).isFalse();
        assertThat(settings.client().warnings())
                .containsExactly(
                        "dist.conf: the client options have neither verify nor cacertfile, so nobody is verified,"
                                + " as OTP 25 and older do; newer ones could connect to nobody. Add cacertfile");
        assertThat(parse("[{client, [{verify, verify_peer}]}].").client().verifyPeer())
                .isTrue();
    }

    @Test
    void takesFailIfNoPeerCertOnTheClientSideWithAWarning() {
        TlsOptions options = client("{verify, verify_peer},\n {fail_if_no_peer_cert, true}");
        assertThat(options.warnings()).hasSize(1);
        assertThat(options.warnings().getFirst())
                .startsWith("dist.conf line 3: fail_if_no_peer_cert is a server option.");
    }

    @Test
    void readsServerNameIndication() {
        assertThat(client("{server_name_indication, \"db1\"}").serverName()).contains("db1");
        TlsOptions disabled = client("{server_name_indication, disable}");
        assertThat(disabled.checkHost()).isFalse();
        assertThat(disabled.warnings().getFirst())
                .startsWith("dist.conf line 2: {server_name_indication, disable} turns off the check of hosts");
    }

    @Test
    void readsVersionsDepthAndPassword() {
        assertThat(client("{versions, ['tlsv1.2']}").versions()).containsExactly("TLSv1.2");
        assertThat(client("{versions, ['tlsv1.2','tlsv1.3']}").versions()).containsExactly("TLSv1.2", "TLSv1.3");
        assertThat(client("{depth, 1}").depth()).isEqualTo(1);
        assertThat(client("{password, \"sesame\"}").password()).contains("sesame");
        TlsOptions old = client("{versions, ['tlsv1.1', 'tlsv1.2']}");
        assertThat(old.versions()).containsExactly("TLSv1.2");
        assertThat(old.warnings())
                .containsExactly("dist.conf line 2: tlsv1.1 is broken and left out; TLS 1.2 and 1.3 can be used");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secure_renegotiate, true}",
                "{honor_cipher_order, true}",
                "{client_renegotiation, true}",
                "{crl_check, false}",
                "{verify_fun, {inet_tls_dist, verify_client, []}}",
                "{protocol, tls}"
            })
    void takesWithoutAWord(String option) {
        assertThat(server(option).warnings()).isEmpty();
        assertThat(server(option).notes()).isEmpty();
    }

    @Test
    void namesOnceWhatHasNoMeaningHere() {
        TlsOptions options = server("{hibernate_after, 1000}, {log_level, debug}, {ktls, true}, {dhfile, \"dh.pem\"},"
                + " {alpn_preferred_protocols, []}");
        assertThat(options.warnings()).isEmpty();
        assertThat(options.notes())
                .containsExactly("dist.conf: without meaning here, and passed over: the server options"
                        + " hibernate_after, log_level, ktls, dhfile, alpn_preferred_protocols");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{stapling, staple}", "{partial_chain, fun m:f/1}", "{protocol, dtls}", "{sni_fun, fun m:f/1}"})
    void refusesWhatWouldLetSomeoneInIfItWereLeftOut(String option) {
        assertThatThrownBy(() -> server("{verify, verify_peer},\n\n" + option))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf line 3: the server option ")
                .hasMessageContaining("has no counterpart here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{verify_fun, {fun m:f/3, []}}",
                "{verify_fun, {m, f, []}}",
                "{verify_fun, fun m:f/3}",
                "{customize_hostname_check, [{match_fun, fun m:f/2}]}",
            })
    void namesTheHookOfJavaForAFunctionOfErlang(String option) {
        assertThatThrownBy(() -> client(option))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf line 2: the client option ")
                .hasMessageContaining("TlsOptionsBuilder.certificateCheck");
    }

    @Test
    void knowsTheFunctionsOfOtp() {
        assertThat(server("{verify_fun, {fun inet_tls_dist:verify_client/3, []}}")
                        .peerHostBound())
                .isTrue();
        assertThat(client("{verify_fun, {inet_tls_dist, verify_server, []}}").checkHost())
                .isTrue();
        assertThat(client("{customize_hostname_check,"
                                + " [{match_fun, {public_key, pkix_verify_hostname_match_fun, [https]}}]}")
                        .wildcards())
                .isTrue();
        assertThat(client("{customize_hostname_check, []}").wildcards()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"ECDHE-RSA-AES128-GCM-SHA256\", \"TLS_AES_256_GCM_SHA384\"]",
                "\"ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_256_GCM_SHA384\"",
                "[#{cipher => aes_128_gcm, key_exchange => ecdhe_rsa, mac => aead, prf => sha256},"
                        + " #{cipher => aes_256_gcm, key_exchange => any, mac => aead, prf => sha384}]",
                "[{ecdhe_rsa, aes_128_gcm, aead, sha256}, {any, aes_256_gcm, aead, sha384}]",
            })
    void readsCiphersInEveryFormOfOtp(String ciphers) {
        assertThat(client("{ciphers, " + ciphers + "}").algorithms().ciphers())
                .containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    }

    @Test
    void readsGroupsAndSignatures() {
        TlsOptions options = server("{supported_groups, [x25519, secp256r1]}, {eccs, [secp384r1, brainpoolP256r1]},"
                + " {signature_algs, [ecdsa_secp256r1_sha256, eddsa_ed25519, {sha512, rsa}, {sha, ecdsa}]},"
                + " {honor_cipher_order, false}");
        assertThat(options.algorithms().groups()).containsExactly("x25519", "secp256r1", "secp384r1");
        assertThat(options.algorithms().signatures())
                .containsExactly("ecdsa_secp256r1_sha256", "ed25519", "rsa_pkcs1_sha512", "ecdsa_sha1");
        assertThat(options.algorithms().ourOrder()).contains(false);
        assertThat(options.warnings())
                .containsExactly("dist.conf line 1: eccs: this JVM has no brainpoolP256r1; it is left out");
    }

    @Test
    void listsTheNamesNearAnUnknownOne() {
        assertThatThrownBy(() -> client("{ciphers, [\"ECDHE-RSA-AES128-GMC-SHA256\"]}"))
                .hasMessageStartingWith("dist.conf line 2: the client option ciphers has the unknown name"
                        + " ECDHE-RSA-AES128-GMC-SHA256; near it are ECDHE-RSA-AES128-GCM-SHA256, ");
        assertThatThrownBy(() -> client("{supported_groups, [secp256]}")).hasMessageContaining("near it are secp256r1");
        assertThatThrownBy(() -> client("{ciphers, [\"PSK-AES128-CCM\"]}"))
                .hasMessageContaining("has no name that this JVM can use");
    }

    @Test
    void readsListsOfRevokedCertificates() {
        CrlCheck folder = server("{crl_check, true}, {crl_cache, {ssl_crl_hash_dir, {internal, [{dir, \"/crls\"}]}}}")
                .crlCheck();
        assertThat(folder).isEqualTo(new CrlCheck(CrlCheck.Mode.CHAIN, List.of(Path.of("/crls")), Optional.empty()));
        CrlCheck http = client("{crl_check, best_effort}, {crl_cache, {ssl_crl_cache, {internal, [{http, 2500}]}}}")
                .crlCheck();
        assertThat(http)
                .isEqualTo(new CrlCheck(CrlCheck.Mode.BEST_EFFORT, List.of(), Optional.of(Duration.ofMillis(2500))));
        assertThat(server("{crl_check, peer}").crlCheck().mode()).isEqualTo(CrlCheck.Mode.PEER);
    }

    @Test
    void readsWhatIsSaidOfSessionsAndRenegotiation() {
        assertThat(server("").resumption()).isTrue();
        assertThat(client("").resumption()).isFalse();
        assertThat(server("{reuse_sessions, false}").resumption()).isFalse();
        assertThat(client("{reuse_sessions, save}").resumption()).isTrue();
        assertThat(client("{session_tickets, auto}").resumption()).isTrue();
        TlsOptions options = server("{client_renegotiation, false}");
        assertThat(options.renegotiation()).isFalse();
        assertThat(options.warnings().getFirst()).contains("a BEAM renegotiates on TLS 1.2 after 2^28 records");
    }

    @Test
    void readsKeysAndCertificatesInDer(@TempDir Path dir) {
        IssuedCertificate issued = CertificateAuthority.create("CA", KeyKind.EC_P256, Duration.ofDays(1))
                .issue(CertificateRequest.forHosts(List.of("h"), KeyKind.RSA_2048, Duration.ofDays(1)));
        String cert = bytes(der(issued));
        String key = "{'PrivateKeyInfo', " + bytes(issued.key().getEncoded()) + "}";
        TlsOptions single = server("{cert, [" + cert + "]}, {key, " + key + "}, {cacerts, [" + cert + "]}");
        assertThat(single.keySources()).singleElement().satisfies(source -> {
            assertThat(source.certificates()).containsExactly(issued.certificate());
            assertThat(source.key()).contains(issued.key());
        });
        assertThat(single.authorities()).containsExactly(issued.certificate());
        assertThat(single.caCertFile()).isEmpty();
        assertThat(single.warnings())
                .containsExactly(
                        "dist.conf line 1: the server option cacertfile is ignored, since there is cacerts, which"
                                + " OTP trusts alone, too. Remove one of them");
        TlsOptions several = server("{certfile, \"gone.pem\"}, {certs_keys, [#{cert => " + cert + ", key => " + key
                + "}, #{certfile => \"a.pem\", keyfile => \"b.pem\", password => \"s3cret\"}]}");
        assertThat(several.keySources()).hasSize(2);
        assertThat(several.keySources().get(1).certFile()).contains(Path.of("a.pem"));
        assertThat(several.keySources().get(1).password()).contains("s3cret");
        assertThat(several.keySources().toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> server("{cert, <<1>>}")).hasMessageContaining("has a certificate that cannot be read");
        assertThatThrownBy(() -> server("{key, {'PrivateKeyInfo', <<42>>}}"))
                .hasMessageContaining("has a private key that cannot be read")
                .hasMessageNotContaining("42");
    }

    @Test
    void readsCertificatesByServerName() {
        TlsOptions options = server("{certfile, \"a.pem\"}, {sni_hosts, [{\"db1.example\", [{certfile, \"b.pem\"},"
                + " {password, \"s3cret\"}]}, {\"db2.example\", [{certfile, \"c.pem\"}, {keyfile, \"d.pem\"}]}]}");
        assertThat(options.keySources())
                .extracting(source -> source.serverName().orElse("") + source.certFile() + source.keyFile())
                .containsExactly(
                        "Optional[a.pem]Optional[a.pem]",
                        "db1.exampleOptional[b.pem]Optional.empty",
                        "db2.exampleOptional[c.pem]Optional[d.pem]");
        assertThat(options.keySources().get(1).password()).contains("s3cret");
        assertThatThrownBy(() -> server("{sni_hosts, [{\"h\", [{verify, verify_none}]}]}"))
                .hasMessageContaining(
                        "the server option sni_hosts has the option verify for h; only the certificate may differ by name");
        assertThatThrownBy(() -> server("{sni_hosts, [{\"h\", s3cret}]}"))
                .hasMessageContaining("sni_hosts needs a list of")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> client("{sni_hosts, []}")).hasMessageContaining("is a server option");
    }

    @Test
    void readsWhichSignaturesCertificatesMayHave() {
        assertThat(server("{signature_algs_cert, [rsa_pkcs1_sha256, eddsa_ed25519]}")
                        .algorithms()
                        .certificateSignatures())
                .containsExactly("rsa_pkcs1_sha256", "ed25519");
        assertThatThrownBy(() -> server("{signature_algs_cert, [rsa_pkcs1_sha25]}"))
                .hasMessageContaining("near it are rsa_pkcs1_sha256");
    }

    private static byte[] der(IssuedCertificate issued) {
        try {
            return issued.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static String bytes(byte[] bytes) {
        return Binary.copyOf(bytes).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "binary", "active", "packet", "nodelay", "deliver", "packet_size", "inet6"})
    void refusesTheOptionsOfSockets(String option) {
        assertThatThrownBy(() -> client("{depth, 1},\n {" + option + ", 4}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf line 3: " + option + " is an option of sockets");
        assertThatThrownBy(() -> client(option)).hasMessageStartingWith("dist.conf line 2: " + option);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{server, [{certfiel, \"x\"}]}].                 | dist.conf line 1: unknown server option certfiel; known are cacertfile, cacerts, cert, certfile,",
                "[{server, [{verify, yes}]}].                      | dist.conf line 1: the server option verify needs verify_peer or verify_none, not yes",
                "[{server, [{depth, -1}]}].                        | the server option depth needs an integer from 0 to 255, not -1",
                "[{server, [{certfile, erl}]}].                    | the server option certfile needs a string, as in {certfile, \"…\"}, not erl",
                "[{server, [{certfile, \"\"}]}].                   | the server option certfile needs a string",
                "[{server, [{server_name_indication, \"x\"}]}].    | server_name_indication is a client option",
                "[{client, [{versions, [tlsv1]}]}].                | no version is left that can be used",
                "[{client, [{versions, ['tlsv1.4']}]}].            | the client option versions needs a list of 'tlsv1.3' and 'tlsv1.2'",
                "[{server, [{depth, 1}, {depth, 2}]}].             | the server option depth stands at dist.conf line 1 already",
                "[{server, [{keyfile, \"key\\0.pem\"}]}].           | dist.conf line 1: no file can have this path: Nul character",
                "[{server, []}, {server, []}].                     | dist.conf line 1: a second section server",
                "[{servr, []}].                                    | the sections are server and client, not servr",
                "[{server, [\"secret\"]}].                         | an element of this section is not {Option, Value}",
                "[server].                                         | every element of the list must be {server, [...]} or {client, [...]}",
                "{server, []}.                                     | one list is needed",
                "[]. [].                                           | one list is needed",
                "[{server, []}                                     | dist.conf line 1, column",
            })
    void namesTheLineAndWhatIsWrong(String text, String complaint) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf")
                .hasMessageContaining(complaint);
    }

    @Test
    void findsTheLineOfAnOptionWhoseNameStandsInACommentAndInTheOtherSectionToo() {
        assertThatThrownBy(
                        () -> parse(
                                "[{server, [ % verify\n {verify, verify_peer},\n {cacertfile, \"verify\"}]},\n {client, [\n  {verify, 7}]}]."))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf line 5: the client option verify needs");
    }

    @Test
    void neverShowsAPassword() {
        assertThatThrownBy(() -> client("{password, s3cret}")).hasMessageNotContaining("s3cret");
        assertThat(client("{password, \"s3cret\"}").toString()).doesNotContain("s3cret");
    }

    @Test
    void namesAFileThatIsNotThere(@TempDir Path dir) {
        Path file = dir.resolve("couch_dist.conf");
        assertThatThrownBy(() -> OptionFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": no such file");
    }
}
