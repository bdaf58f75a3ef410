package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.netty.channel.Channel;
import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.config.OptionFile;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.identity.NodeName;
import io.settee.term.Binary;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option that changes what happens on the wire, read from a file and tried with OTP's own ssl at the other end. */
class TlsOptionsErlIT {
    private static final NodeName PEER = NodeName.of("couch@localhost");
    private static final String TLS12 = "{versions, ['tlsv1.2']}";
    private static final String TLS13 = "{versions, ['tlsv1.3']}";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static final CertificateAuthority CA =
            CertificateAuthority.create("the cluster's CA", KeyKind.EC_P256, Duration.ofDays(10));

    private static ErlNode erl;
    private static String own = "";
    private static int servers;

    private final Loopback loopback = new Loopback();
    private final Loopback.End end = new Loopback.End();

    @BeforeAll
    static void start() {
        write("ca.pem", CA.certificatePem());
        own = ", " + files("node", CA.issue(request("localhost")));
        erl = erlang.unnamed().release(27).start();
        erl.eval("{ok, _} = application:ensure_all_started(ssl), Tester = self()");
    }

    @AfterEach
    void close() {
        loopback.close();
    }

    private static CertificateRequest request(String... hosts) {
        return CertificateRequest.forHosts(List.of(hosts), KeyKind.EC_P256, Duration.ofDays(60));
    }

    private static Path write(String name, String text) {
        try {
            return Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The options that name these files, which are written. */
    private static String files(String name, IssuedCertificate issued) {
        return "{certfile, \"%s\"}, {keyfile, \"%s\"}, {cacertfile, \"%s\"}"
                .formatted(
                        write(name + "-cert.pem", issued.certificatePem()),
                        write(name + "-key.pem", issued.keyPem()),
                        dir.resolve("ca.pem"));
    }

    private static TlsCarrier ours(String server, String client) {
        return TlsCarrier.load(
                OptionFile.read(write("ours.conf", "[{server, [" + server + "]}, {client, [" + client + "]}].")));
    }

    /** A server of OTP's that takes connections and tells of each what the expressions say. */
    private static InetSocketAddress otpServer(String options, String tells) {
        servers++;
        String port = erl.eval("""
                fun() ->
                    {ok, L} = ssl:listen(0, [{ip, {127,0,0,1}}, {active, false}, binary, %1$s]),
                    Accept = fun Again() ->
                        {ok, T} = ssl:transport_accept(L),
                        case ssl:handshake(T, 10000) of
                            {ok, S} -> Tester ! {tells, %2$d, %3$s}, Again();
                            {error, {tls_alert, {Alert, _}}} -> Tester ! {tells, %2$d, Alert}, Again();
                            {error, E} -> Tester ! {tells, %2$d, E}, Again()
                        end
                    end,
                    spawn(Accept),
                    {ok, {_, Port}} = ssl:sockname(L),
                    Port
                end()""".formatted(options, servers, tells));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    private static String told() {
        return erl.eval("(fun() -> receive {tells, " + servers + ", Told} -> Told after 5000 -> nothing end end)()");
    }

    private TlsSession dial(InetSocketAddress address, String clientOptions) throws Exception {
        TlsCarrier carrier = ours("{verify, verify_none}" + own, clientOptions);
        var dialled = new Loopback.End();
        loopback.dial(address, carrier, PEER, dialled);
        return dialled.next(CarrierReady.class).tls().orElseThrow();
    }

    private CarrierException refusal(InetSocketAddress address, String clientOptions) throws Exception {
        TlsCarrier carrier = ours("{verify, verify_none}" + own, clientOptions);
        var dialled = new Loopback.End();
        loopback.dial(address, carrier, PEER, dialled);
        Object next = dialled.next();
        // With TLS 1.3 the client is ready before the server judges it.
        return next instanceof CarrierReady ? dialled.next(CarrierException.class) : (CarrierException) next;
    }

    private InetSocketAddress ourServer(String options) throws Exception {
        return loopback.listen(ours(options, "{verify, verify_none}")::prepareAccepted, end);
    }

    /** What OTP's client says of an attempt: what the expressions say of the socket S, or the alert. */
    private static String connect(InetSocketAddress address, String options, String tells) {
        return erl.eval("""
                fun() ->
                    case ssl:connect({127,0,0,1}, %d,
                            [{active, false}, binary, {server_name_indication, "localhost"}, %s], 10000) of
                        {ok, S} ->
                            %s;
                        {error, {tls_alert, {Alert, _}}} -> Alert;
                        {error, E} -> E
                    end
                end()""".formatted(address.getPort(), options, tells));
    }

    @Test
    void versionsOfBothSidesMustMeet() throws Exception {
        InetSocketAddress address = otpServer(TLS13 + own, "ok");
        assertThat(dial(address, TLS13 + own).version()).isEqualTo("TLSv1.3");
        assertThat(told()).isEqualTo("ok");
        assertThat(refusal(address, TLS12 + own)).hasMessageContaining("no TLS version in common");
        assertThat(told()).isEqualTo("protocol_version");
    }

    @Test
    void offersTheCiphersOfTheFileOnly() throws Exception {
        InetSocketAddress address = otpServer("{versions, ['tlsv1.2', 'tlsv1.3']}" + own, "ok");
        assertThat(dial(address, TLS12 + ", {ciphers, [\"ECDHE-ECDSA-CHACHA20-POLY1305\"]}" + own)
                        .cipher())
                .isEqualTo("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(dial(
                                address,
                                TLS13 + ", {ciphers, [#{key_exchange => any, cipher => chacha20_poly1305,"
                                        + " mac => aead, prf => sha256}]}" + own)
                        .cipher())
                .isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOrderOfCiphersIsOursOrTheClients(boolean ours) throws Exception {
        InetSocketAddress address = ourServer(TLS12
                + ", {honor_cipher_order, " + ours + "}, {ciphers,"
                + " \"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256\"}, {verify, verify_none}" + own);
        String chosen = connect(
                address,
                TLS12 + ", {verify, verify_none}, {ciphers,"
                        + " [\"ECDHE-ECDSA-AES128-GCM-SHA256\", \"ECDHE-ECDSA-AES256-GCM-SHA384\"]}",
                "{ok, [{_, #{cipher := C}}]} = ssl:connection_information(S, [selected_cipher_suite]), C");
        assertThat(chosen).isEqualTo(ours ? "aes_256_gcm" : "aes_128_gcm");
    }

    @Test
    void offersTheGroupsAndSignaturesOfTheFileOnly() throws Exception {
        InetSocketAddress address = otpServer(TLS13 + ", {supported_groups, [secp384r1, x25519]}" + own, "ok");
        assertThat(dial(address, TLS13 + ", {supported_groups, [secp384r1]}" + own)
                        .version())
                .isEqualTo("TLSv1.3");
        assertThat(told()).isEqualTo("ok");
        refusal(address, TLS13 + ", {supported_groups, [secp521r1]}" + own);
        assertThat(told()).isEqualTo("insufficient_security");
        refusal(address, TLS13 + ", {signature_algs, [rsa_pss_rsae_sha256]}" + own);
        assertThat(told()).isEqualTo("insufficient_security");
    }

    @Test
    void countsIntermediateCertificatesOfAnOtpServerAgainstDepth() throws Exception {
        CertificateAuthority middle = CA.createIntermediate("the team's CA", KeyKind.EC_P256);
        IssuedCertificate issued = middle.issue(request("localhost"));
        String options = files("deep", issued);
        write("deep-cert.pem", issued.certificatePem() + middle.certificatePem());
        InetSocketAddress address = otpServer(TLS12 + ", " + options, "ok");
        assertThat(refusal(address, TLS12 + ", {depth, 0}" + own)).hasMessageContaining("the option depth allows 0");
        assertThat(dial(address, TLS12 + ", {depth, 1}" + own).version()).isEqualTo("TLSv1.2");
    }

    @Test
    void disablesServerNameIndicationAndWithItTheCheckOfTheHost() throws Exception {
        String other = ", " + files("other", CA.issue(request("elsewhere")));
        InetSocketAddress address = otpServer(
                TLS13 + other,
                "case ssl:connection_information(S, [sni_hostname]) of {ok, [{_, H}]} -> H; {ok, []} -> none end");
        assertThat(refusal(address, TLS13 + own)).hasMessageContaining("is for elsewhere, and not for localhost");
        told();
        dial(address, TLS13 + ", {server_name_indication, disable}" + own);
        assertThat(told()).isIn("none", "undefined");
        dial(address, TLS13 + ", {server_name_indication, \"elsewhere\"}" + own);
        assertThat(told()).isEqualTo("\"elsewhere\"");
    }

    @Test
    void takesWildcardsIfTheFileNamesTheFunctionForThem() throws Exception {
        String wild = ", " + files("wild", CA.issue(request("*.example.org")));
        InetSocketAddress address = otpServer(TLS13 + wild, "ok");
        String name = ", {server_name_indication, \"db1.example.org\"}";
        assertThat(refusal(address, TLS13 + name + own)).hasMessageContaining("is for *.example.org");
        dial(
                address,
                TLS13 + name
                        + ", {customize_hostname_check, [{match_fun, {public_key, pkix_verify_hostname_match_fun, [https]}}]}"
                        + own);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void showsTheCertificateOfTheNameThatAnOtpClientIndicates(String version) throws Exception {
        String named = files("named", CA.issue(request("db1.example.org")));
        InetSocketAddress address = ourServer(version + ", {verify, verify_none}, {sni_hosts, [{\"db1.example.org\", ["
                + named.substring(0, named.lastIndexOf(", {")) + "]}]}" + own);
        // The client verifies: it goes on only with a certificate for the name that it has indicated.
        String verifying = version + ", {verify, verify_peer}, {cacertfile, \"" + dir.resolve("ca.pem") + "\"}";
        assertThat(connect(address, "{server_name_indication, \"db1.example.org\"}, " + verifying, "ok"))
                .isEqualTo("ok");
        assertThat(connect(address, verifying, "ok")).isEqualTo("ok");
        assertThat(connect(address, "{server_name_indication, \"db2.example.org\"}, " + verifying, "ok"))
                .isEqualTo("bad_certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void refusesCertificatesWithOtherSignaturesThanTheFileAllows(String version) throws Exception {
        InetSocketAddress address = otpServer(version + own, "ok");
        assertThat(dial(address, version + ", {signature_algs_cert, [ecdsa_secp256r1_sha256]}" + own)
                        .version())
                .isNotEmpty();
        assertThat(refusal(address, version + ", {signature_algs_cert, [rsa_pkcs1_sha256, eddsa_ed25519]}" + own))
                .hasMessageContaining("comes with a signature SHA256withECDSA (CN=localhost)")
                .hasMessageContaining("signature_algs_cert allows rsa_pkcs1_sha256, ed25519");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void demandsACertificateOfOtpClientsOrNot(String version) throws Exception {
        String anonymous = version + ", {verify, verify_none}";
        InetSocketAddress open = ourServer(version + ", {verify, verify_peer}, {fail_if_no_peer_cert, false}" + own);
        assertThat(connect(open, anonymous, "ok")).isEqualTo("ok");
        assertThat(end.next(CarrierReady.class).tls().orElseThrow().peerSubject())
                .isEmpty();
        InetSocketAddress strict = ourServer(version + ", {verify, verify_peer}, {fail_if_no_peer_cert, true}" + own);
        String said = connect(strict, anonymous, "{error, {tls_alert, {A, _}}} = ssl:recv(S, 1, 5000), A");
        assertThat(said).isIn("certificate_required", "bad_certificate", "handshake_failure");
        assertThat(end.next(CarrierException.class)).hasMessageContaining("it showed no certificate");
    }

    @Test
    void endsAConnectionWhoseClientRenegotiatesIfTold() throws Exception {
        InetSocketAddress address = ourServer(TLS12 + ", {client_renegotiation, false}, {verify, verify_none}" + own);
        String said = connect(
                address, TLS12 + ", {verify, verify_none}", "ok = ssl:send(S, <<\"hello\">>), ssl:renegotiate(S)");
        assertThat(said).isNotEqualTo("ok");
        end.next(CarrierReady.class);
        assertThat(end.text(5)).isEqualTo("hello");
        CarrierException refused = end.next(CarrierException.class);
        assertThat(refused.reason()).isEqualTo(Reason.TLS);
        assertThat(refused).hasMessageContaining("{client_renegotiation, false}");
    }

    @Test
    void showsOfSeveralCertificatesTheOneThatTheClientCanUse() throws Exception {
        IssuedCertificate rsa =
                CA.issue(CertificateRequest.forHosts(List.of("localhost"), KeyKind.RSA_2048, Duration.ofDays(9)));
        InetSocketAddress address = ourServer(TLS12 + ", {verify, verify_none}, {certs_keys, [#{"
                + own.substring(2, own.lastIndexOf(", {"))
                        .replace("{certfile, ", "certfile => ")
                        .replace("{keyfile, ", "keyfile => ")
                        .replace("}", "")
                + "}, #{cert => " + Binary.copyOf(rsa.certificate().getEncoded()) + ", key => {'PrivateKeyInfo', "
                + Binary.copyOf(rsa.key().getEncoded()) + "}}]}");
        String exchange =
                "{ok, [{_, #{key_exchange := K}}]} = ssl:connection_information(S, [selected_cipher_suite]), K";
        String client = TLS12 + ", {verify, verify_none}, {ciphers, [\"%s\"]}";
        assertThat(connect(address, client.formatted("ECDHE-ECDSA-AES128-GCM-SHA256"), exchange))
                .isEqualTo("ecdhe_ecdsa");
        assertThat(connect(address, client.formatted("ECDHE-RSA-AES128-GCM-SHA256"), exchange))
                .isEqualTo("ecdhe_rsa");
    }

    /** The options of a certificate of a CA that revokes. Each has files of its own, since OTP keeps what it has read for minutes. */
    private static String files(String name, CrlAuthority authority, CrlAuthority.Issued issued) throws Exception {
        String prefix = authority.number() + name;
        return ", {certfile, \"%s\"}, {keyfile, \"%s\"}, {cacertfile, \"%s\"}"
                .formatted(
                        write(
                                prefix + "-cert.pem",
                                CrlAuthority.pem(
                                        "CERTIFICATE", issued.certificate().getEncoded())),
                        write(
                                prefix + "-key.pem",
                                CrlAuthority.pem("PRIVATE KEY", issued.key().getEncoded())),
                        write(
                                prefix + "-ca.pem",
                                CrlAuthority.pem(
                                        "CERTIFICATE", authority.certificate().getEncoded())));
    }

    /** The options that have clients looked up in a list, in a folder as OTP wants it. */
    private static String lookedUp(X509CRL list, String mode) throws Exception {
        Path pem = write("list.pem", CrlAuthority.pem("X509 CRL", list.getEncoded()));
        String hash = erl.eval("element(2, {ok, public_key:short_name_hash(public_key:pkix_crl_issuer(element(2, hd("
                + "public_key:pem_decode(element(2, file:read_file(\"" + pem + "\")))))))})");
        Path folder = Files.createDirectories(dir.resolve("crls"));
        Files.copy(pem, folder.resolve(hash.replace("\"", "") + ".r0"), StandardCopyOption.REPLACE_EXISTING);
        return ", {verify, verify_peer}, {crl_check, " + mode + "}, {crl_cache, {ssl_crl_hash_dir, {internal, [{dir, \""
                + folder + "\"}]}}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void refusesARevokedOtpClient(String version) throws Exception {
        var authority = new CrlAuthority();
        CrlAuthority.Issued good = authority.issue(Optional.empty());
        CrlAuthority.Issued bad = authority.issue(Optional.empty());
        InetSocketAddress address =
                ourServer(version + lookedUp(authority.revoke(bad), "true") + files("good", authority, good));
        String tells = "case ssl:recv(S, 1, 5000) of {error, {tls_alert, {A, _}}} -> A end";
        assertThat(connect(address, version + ", {verify, verify_none}" + files("bad", authority, bad), tells))
                // On TLS 1.3 OpenSSL is the server. One of JSSE tells a client no more than that.
                .isEqualTo(version.equals(TLS13) ? "certificate_revoked" : "certificate_unknown");
        assertThat(end.next(CarrierException.class)).hasMessageContaining("was revoked");
        assertThat(end.next()).isEqualTo(Loopback.End.CLOSED);
        assertThat(connect(address, version + ", {verify, verify_none}" + files("good", authority, good), "ok"))
                .isEqualTo("ok");
        assertThat(end.next(CarrierReady.class).tls()).isPresent();
    }

    @Test
    void understandsThatAnOtpServerTakesUsForRevoked() throws Exception {
        var authority = new CrlAuthority();
        CrlAuthority.Issued good = authority.issue(Optional.empty());
        CrlAuthority.Issued bad = authority.issue(Optional.empty());
        InetSocketAddress address =
                otpServer(TLS13 + lookedUp(authority.revoke(bad), "peer") + files("good", authority, good), "ok");
        assertThat(refusal(address, TLS13 + files("bad", authority, bad)))
                .hasMessageContaining("certificate_revoked: our certificate")
                .hasMessageContaining("was revoked");
    }

    @Test
    void withoutAListItRefusesUnlessBestEffortIsEnough() throws Exception {
        InetSocketAddress address = otpServer(TLS13 + own, "ok");
        assertThat(refusal(address, TLS13 + ", {crl_check, true}" + own))
                .hasMessageContaining("is in no list of revoked certificates that we have");
        assertThat(dial(address, TLS13 + ", {crl_check, best_effort}" + own).version())
                .isEqualTo("TLSv1.3");
    }

    @Test
    void fetchesTheListThatACertificateNamesIfAllowed() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            Optional<String> at =
                    Optional.of("http://127.0.0.1:" + http.getAddress().getPort() + "/ca.crl");
            var authority = new CrlAuthority();
            CrlAuthority.Issued good = authority.issue(at);
            CrlAuthority.Issued bad = authority.issue(at);
            byte[] list = authority.revoke(bad).getEncoded();
            http.createContext("/ca.crl", exchange -> {
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
                exchange.close();
            });
            http.start();
            String client = TLS13 + ", {crl_check, peer}, {crl_cache, {ssl_crl_cache, {internal, [{http, 5000}]}}}";
            InetSocketAddress fine = otpServer(TLS13 + files("good", authority, good), "ok");
            assertThat(dial(fine, client + files("good", authority, good)).version())
                    .isEqualTo("TLSv1.3");
            InetSocketAddress revoked = otpServer(TLS13 + files("bad", authority, bad), "ok");
            assertThat(refusal(revoked, client + files("good", authority, good)))
                    .hasMessageContaining("was revoked");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void asksTheProgramsOwnCheck() throws Exception {
        InetSocketAddress address = otpServer(TLS13 + own, "ok");
        TlsSettings settings = OptionFile.read(write(
                "hook.conf", "[{server, [{verify, verify_none}" + own + "]}, {client, [{verify, verify_none}]}]."));
        TlsOptions client = TlsOptions.client()
                .caCertFile(dir.resolve("ca.pem"))
                .certificateCheck(chain -> {
                    throw new CertificateException("not on our list");
                })
                .build();
        Channel channel =
                loopback.dial(address, TlsCarrier.load(new TlsSettings(settings.server(), client)), PEER, end);
        assertThat(end.next(CarrierException.class))
                .hasMessageContaining("was refused by this program's own check: not on our list");
        assertThat(channel.closeFuture().await(5000)).isTrue();
    }
}
