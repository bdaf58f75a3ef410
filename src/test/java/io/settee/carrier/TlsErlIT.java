package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.KeyKind;
import io.settee.config.OptionFile;
import io.settee.epmd.EpmdClient;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.identity.NodeName;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with OTP's own ssl, in both roles, from one option file that both sides read. */
class TlsErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    Path dir;

    private final Loopback loopback = new Loopback();
    private final Loopback.End end = new Loopback.End();

    @AfterEach
    void close() {
        loopback.close();
    }

    static Stream<Arguments> releasesAndVersions() {
        return ErlReleases.current().stream()
                .flatMap(release -> Stream.of("tlsv1.2", "tlsv1.3").map(version -> Arguments.of(release, version)));
    }

    private CertificateFolder certificates(CertificateMaker.Options options) {
        return CertificateMaker.writeCluster(dir, List.of("127.0.0.1", "localhost"), options);
    }

    /** The option file as it was made, with one version only; OTP takes no secure_renegotiate where there is none. */
    private Path optionFile(CertificateFolder folder, String version) throws IOException {
        String text = Files.readString(folder.optionFile())
                .replace("{secure_renegotiate, true}", "{versions, ['" + version + "']}");
        return Files.writeString(dir.resolve(version + ".conf"), text);
    }

    private static String jsse(String version) {
        return version.equals("tlsv1.2") ? "TLSv1.2" : "TLSv1.3";
    }

    /** An emulator that has read the file as the distribution does: ServerOpts and ClientOpts are bound. */
    private static ErlNode withSsl(int release, Path optionFile) {
        ErlNode erl = erlang.unnamed().release(release).start();
        erl.eval("{ok, _} = application:ensure_all_started(ssl), {ok, [Roles]} = file:consult(\"" + optionFile + "\"),"
                + " {server, ServerOpts} = lists:keyfind(server, 1, Roles),"
                + " {client, ClientOpts} = lists:keyfind(client, 1, Roles), Tester = self().");
        return erl;
    }

    /** Listens, accepts one connection as the socket S, and goes on as the expressions say; returns the address. */
    private static InetSocketAddress sslServer(ErlNode erl, String conversation) {
        String port = erl.eval("""
                fun() ->
                    {ok, L} = ssl:listen(0, [{ip, {127,0,0,1}}, {active, false}, binary | ServerOpts]),
                    spawn(fun() ->
                        {ok, T} = ssl:transport_accept(L),
                        {ok, S} = ssl:handshake(T, 10000),
                        %s,
                        Tester ! done,
                        receive stop -> ok end
                    end),
                    {ok, {_, Port}} = ssl:sockname(L),
                    Port
                end().
                """.formatted(conversation));
        return loopback(Integer.parseInt(port));
    }

    private static void awaitDone(ErlNode erl) {
        assertThat(erl.eval("receive done -> done after 5000 -> timeout end.")).isEqualTo("done");
    }

    @ParameterizedTest
    @MethodSource("releasesAndVersions")
    void dialsAnOtpServer(int release, String version) throws Exception {
        Path optionFile = optionFile(certificates(CertificateMaker.Options.DEFAULT), version);
        ErlNode erl = withSsl(release, optionFile);
        InetSocketAddress address = sslServer(erl, """
                {ok, [{protocol, V}, {sni_hostname, H}]} = ssl:connection_information(S, [protocol, sni_hostname]),
                Tester ! {version, V, H},
                {ok, <<"hello">>} = ssl:recv(S, 5, 10000),
                ok = ssl:send(S, <<"olleh">>)
                """);
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile));
        Channel channel = loopback.dial(address, carrier, NodeName.of("x@localhost"), end);
        TlsSession session = end.next(CarrierReady.class).tls().orElseThrow();
        assertThat(session.version()).isEqualTo(jsse(version));
        assertThat(session.peerNames()).containsExactly("127.0.0.1", "localhost", "127.0.0.1");
        channel.writeAndFlush(Loopback.bytes("hello"));
        assertThat(end.text(5)).isEqualTo("olleh");
        assertThat(erl.eval("receive {version, V, H} -> {V, H} after 5000 -> timeout end."))
                .isEqualTo("{'" + version + "',\"localhost\"}");
        awaitDone(erl);
    }

    /** After 2^28 records a BEAM renegotiates, and a peer that refuses loses its connection. TLS 1.3 has no such thing. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void renegotiatesOnTls12WhenTheOtpServerAsks(int release) throws Exception {
        Path optionFile = optionFile(certificates(CertificateMaker.Options.DEFAULT), "tlsv1.2");
        ErlNode erl = withSsl(release, optionFile);
        InetSocketAddress address = sslServer(erl, """
                {ok, <<"hello">>} = ssl:recv(S, 5, 10000),
                ok = ssl:renegotiate(S),
                ok = ssl:send(S, <<"still here">>),
                {ok, <<"me too">>} = ssl:recv(S, 6, 10000)
                """);
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile));
        Channel channel = loopback.dial(address, carrier, NodeName.of("x@127.0.0.1"), end);
        end.next(CarrierReady.class);
        channel.writeAndFlush(Loopback.bytes("hello"));
        assertThat(end.text(10)).isEqualTo("still here");
        channel.writeAndFlush(Loopback.bytes("me too"));
        awaitDone(erl);
    }

    @ParameterizedTest
    @MethodSource("releasesAndVersions")
    void acceptsAnOtpClientForAnIpAddressAndForAName(int release, String version) throws Exception {
        Path optionFile = optionFile(certificates(CertificateMaker.Options.DEFAULT), version);
        ErlNode erl = withSsl(release, optionFile);
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile));
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, end);

        for (String host : List.of("127.0.0.1", "localhost")) {
            // As inet_tls_dist does: the host to verify is given by itself, also when it is an address.
            String connect = "element(1, {ok, _} = ssl:connect({127,0,0,1}, " + address.getPort()
                    + ", [{active, false}, binary, {server_name_indication, \"" + host + "\"} | ClientOpts], 10000)).";
            assertThat(erl.eval(connect)).isEqualTo("ok");
            TlsSession session = end.next(CarrierReady.class).tls().orElseThrow();
            assertThat(session.version()).isEqualTo(jsse(version));
            assertThat(session.peerSubject()).isEqualTo("CN=127.0.0.1");
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void renegotiatesOnTls12WhenTheOtpClientAsks(int release) throws Exception {
        Path optionFile = optionFile(certificates(CertificateMaker.Options.DEFAULT), "tlsv1.2");
        ErlNode erl = withSsl(release, optionFile);
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile));
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, end);
        String connect = "{ok, S} = ssl:connect({127,0,0,1}, " + address.getPort()
                + ", [{active, false}, binary, {server_name_indication, \"localhost\"} | ClientOpts], 10000), ssl:renegotiate(S).";
        assertThat(erl.eval(connect)).isEqualTo("ok");
        end.next(CarrierReady.class);
        assertThat(erl.eval("ssl:send(S, <<\"still here\">>).")).isEqualTo("ok");
        assertThat(end.text(10)).isEqualTo("still here");
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void dialsADistributionPortWithTheFileAsItWasMade(int release) throws Exception {
        var options = CertificateMaker.Options.builder()
                .key(KeyKind.RSA_2048)
                .password("sesame")
                .build();
        CertificateFolder folder = certificates(options);
        ErlNode erl =
                erlang.node("dist").release(release).tls(folder.optionFile()).start();
        int port = new EpmdClient(erlang.epmdPort(), Duration.ofSeconds(5))
                .lookup(InetAddress.getLoopbackAddress(), "dist")
                .port();
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(folder.optionFile()));
        loopback.dial(loopback(port), carrier, erl.name(), end);
        TlsSession session = end.next(CarrierReady.class).tls().orElseThrow();
        assertThat(session.version()).isEqualTo(release >= 29 ? "TLSv1.3" : "TLSv1.2");

        var plain = new Loopback.End();
        Channel channel = loopback.dial(loopback(port), new TcpCarrier(), erl.name(), plain);
        plain.next(CarrierReady.class);
        channel.writeAndFlush(Loopback.bytes("\0\25N\0\0\0\1\3\337\377\275\0\0\0\1\0\7a@b.c.d"));
        CarrierException e = plain.next(CarrierException.class);
        assertThat(e.reason()).isEqualTo(Reason.OTHER_CARRIER);
        assertThat(e).hasMessageContaining("it listens for TLS only");
    }

    @ParameterizedTest
    @MethodSource("releasesAndVersions")
    void understandsTheAlertsOfOtp(int release, String version) throws Exception {
        CertificateFolder ours = certificates(CertificateMaker.Options.DEFAULT);
        ErlNode erl = withSsl(release, optionFile(ours, version));
        Path foreignDir = Files.createDirectory(dir.resolve("foreign"));
        CertificateFolder foreign =
                CertificateMaker.writeCluster(foreignDir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        TlsOptions stranger = TlsOptions.client()
                .source("stranger.conf")
                .caCertFile(ours.caCert())
                .certFile(foreign.cert())
                .keyFile(foreign.key())
                .build();
        TlsOptions nobody = TlsOptions.client()
                .source("nobody.conf")
                .caCertFile(ours.caCert())
                .build();
        assertThat(refusal(erl, stranger))
                .hasMessageContaining(
                        "unknown_ca: it does not know the CA of our certificate (" + foreign.cert() + ")");
        assertThat(refusal(erl, nobody))
                .hasMessageContaining("it demands a certificate of its clients")
                .hasMessageContaining("nobody.conf");
    }

    private CarrierException refusal(ErlNode erl, TlsOptions client) throws Exception {
        InetSocketAddress address = sslServer(erl, "ok");
        TlsOptions server = TlsOptions.server()
                .certFile(dir.resolve("erlserver.pem"))
                .verifyPeer(false)
                .build();
        var refused = new Loopback.End();
        loopback.dial(address, TlsCarrier.load(new TlsSettings(server, client)), NodeName.of("x@localhost"), refused);
        Object next = refused.next();
        // With TLS 1.3 the client is ready before the server judges it.
        return next instanceof CarrierReady ? refused.next(CarrierException.class) : (CarrierException) next;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
