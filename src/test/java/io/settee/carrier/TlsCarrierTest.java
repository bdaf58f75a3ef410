package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the JDK's engines, and with OpenSSL's wherever those may serve: TLS 1.3, and a client that allows nothing else. */
@ParameterizedClass
@EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class TlsCarrierTest {
    @Parameter
    TlsEngine engine;

    private static final NodeName PEER = NodeName.of("couch@127.0.0.1");
    private static final CertificateAuthority CA =
            CertificateAuthority.create("the cluster's CA", KeyKind.EC_P256, Duration.ofDays(10));

    @TempDir
    Path dir;

    private final Loopback loopback = new Loopback();
    private final Loopback.End client = new Loopback.End();
    private final Loopback.End server = new Loopback.End();

    @AfterEach
    void close() {
        loopback.close();
    }

    private static CertificateRequest request(String... hosts) {
        return CertificateRequest.forHosts(List.of(hosts), KeyKind.EC_P256, Duration.ofDays(60));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TlsOptionsBuilder with(TlsOptionsBuilder builder, String prefix, IssuedCertificate own) {
        return builder.source("couch_dist.conf")
                .certFile(write(prefix + "-cert.pem", own.certificatePem()))
                .keyFile(write(prefix + "-key.pem", own.keyPem()))
                .caCertFile(write(prefix + "-ca.pem", CA.certificatePem()));
    }

    private TlsOptionsBuilder serverOptions() {
        return with(TlsOptions.server(), "server", CA.issue(request("127.0.0.1", "localhost")));
    }

    private TlsOptionsBuilder clientOptions() {
        return with(TlsOptions.client(), "client", CA.issue(request("elsewhere")))
                .versions(versions());
    }

    private List<String> versions() {
        return engine == TlsEngine.JDK ? TlsOptions.DEFAULT_VERSIONS : List.of("TLSv1.3");
    }

    private TlsSettings settings(TlsOptionsBuilder server, TlsOptionsBuilder client) {
        return new TlsSettings(server.build(), client.build())
                .withEngine(engine == TlsEngine.JDK ? TlsEngine.JDK : TlsEngine.AUTO);
    }

    private TlsCarrier carrier(TlsOptionsBuilder server, TlsOptionsBuilder client) {
        return TlsCarrier.load(settings(server, client));
    }

    private InetSocketAddress listen(TlsOptionsBuilder options) throws InterruptedException {
        return loopback.listen(carrier(options, clientOptions())::prepareAccepted, server);
    }

    private Channel dial(InetSocketAddress address, TlsOptionsBuilder options) throws InterruptedException {
        return loopback.dial(address, carrier(serverOptions(), options), PEER, client);
    }

    private CarrierException refusal(TlsOptionsBuilder serverOptions, TlsOptionsBuilder clientOptions)
            throws InterruptedException {
        dial(listen(serverOptions), clientOptions);
        return client.next(CarrierException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesBytesBothWaysOnceReady(String version) throws Exception {
        InetSocketAddress address = listen(serverOptions().versions(List.of(version)));
        Channel channel = dial(address, clientOptions().versions(List.of(version)));

        CarrierReady ready = client.next(CarrierReady.class);
        assertThat(ready.carrier().name()).isEqualTo("tls");
        TlsSession session = ready.tls().orElseThrow();
        assertThat(session.version()).isEqualTo(version);
        assertThat(session.cipher()).startsWith("TLS_");
        TlsEngine expected = version.equals("TLSv1.3") ? engine : TlsEngine.JDK;
        assertThat(session.engine()).isEqualTo(expected);
        assertThat(session.peerSubject()).isEqualTo("CN=127.0.0.1");
        assertThat(session.peerNames()).containsExactly("127.0.0.1", "localhost", "127.0.0.1");
        assertThat(session.peerExpiry().orElseThrow())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(59)), Instant.now().plus(Duration.ofDays(61)));

        TlsSession seenByServer = server.next(CarrierReady.class).tls().orElseThrow();
        assertThat(seenByServer.peerNames()).containsExactly("elsewhere");
        assertThat(seenByServer.engine()).isEqualTo(expected);

        channel.writeAndFlush(Loopback.bytes("hello"));
        assertThat(server.text(5)).isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P384", "ED25519"})
    void speaksWithEveryKindOfKey(KeyKind kind) throws Exception {
        var issued = CA.issue(CertificateRequest.forHosts(List.of("127.0.0.1"), kind, Duration.ofDays(60)));
        dial(
                listen(with(TlsOptions.server(), "server", issued)),
                with(TlsOptions.client(), "client", issued).versions(versions()));
        assertThat(client.next(CarrierReady.class).tls()).isPresent();
        assertThat(server.next(CarrierReady.class).tls()).isPresent();
    }

    /** OTP has no extended master secret, without which JSSE resumes nothing, so this is for nodes of ours only. */
    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false"})
    void resumesASessionIfBothSidesSaySo(boolean atServer, boolean atClient, boolean resumed) throws Exception {
        InetSocketAddress address =
                listen(serverOptions().versions(List.of("TLSv1.2")).resumption(atServer));
        TlsCarrier carrier = carrier(
                serverOptions(), clientOptions().versions(List.of("TLSv1.2")).resumption(atClient));
        byte[][] ids = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Channel channel = loopback.dial(address, carrier, PEER, client);
            client.next(CarrierReady.class);
            ids[i] = channel.pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession()
                    .getId();
        }
        assertThat(ids[0]).isNotEmpty();
        assertThat(Arrays.equals(ids[0], ids[1])).isEqualTo(resumed);
    }

    @Test
    void checksTheNameThatIsGivenInPlaceOfTheHostAndForgetsItsCase() throws Exception {
        var named = CA.issue(request("Node1.Example"));
        dial(listen(with(TlsOptions.server(), "server", named)), clientOptions().serverName("node1.example"));
        assertThat(client.next(CarrierReady.class).tls().orElseThrow().peerNames())
                .containsExactly("Node1.Example");
    }

    @Test
    void namesBothHostsWhenTheCertificateIsForAnother() throws Exception {
        var other = CA.issue(request("db7.example", "*.0.0.1"));
        CarrierException e = refusal(with(TlsOptions.server(), "server", other), clientOptions());
        assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE);
        assertThat(e)
                .hasMessageStartingWith(
                        "couch@127.0.0.1: its certificate is for db7.example, *.0.0.1, and not for 127.0.0.1");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);

        CarrierException atServer = server.next(CarrierException.class);
        assertThat(atServer.reason()).isEqualTo(Reason.CERTIFICATE);
        assertThat(atServer)
                .hasMessageContaining("it refuses our certificate (" + dir.resolve("server-cert.pem") + ")");
    }

    @Test
    void disablingServerNameIndicationTurnsOffTheCheckOfHosts() throws Exception {
        var other = CA.issue(request("db7.example"));
        dial(listen(with(TlsOptions.server(), "server", other)), clientOptions().checkHost(false));
        assertThat(client.next(CarrierReady.class).tls()).isPresent();
    }

    @Test
    void takesTheCommonNameOnlyWhereThereIsNoAlternativeNameAndOnlyIfAllowed() throws Exception {
        var bare = CA.issue(request("127.0.0.1").withHosts(List.of()));
        InetSocketAddress address = listen(with(TlsOptions.server(), "server", bare));
        dial(address, clientOptions());
        assertThat(client.next(CarrierException.class)).hasMessageContaining("no host at all");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);
        dial(address, clientOptions().commonNameFallback(true));
        assertThat(client.next(CarrierReady.class).tls()).isPresent();
    }

    @Test
    void namesTheCaThatIsUnknownAndTheFileToAddItTo() throws Exception {
        var foreign = CertificateAuthority.create("somebody else's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("127.0.0.1"));
        CarrierException e = refusal(with(TlsOptions.server(), "server", foreign), clientOptions());
        assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE);
        assertThat(e)
                .hasMessageContaining("a CA that we do not know, CN=somebody else's CA")
                .hasMessageContaining("client-ca.pem");
    }

    @Test
    void tellsTwoCasOfTheSameNameApart() throws Exception {
        var twin = CertificateAuthority.create("the cluster's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("127.0.0.1"));
        CarrierException e = refusal(with(TlsOptions.server(), "server", twin), clientOptions());
        assertThat(e).hasMessageContaining("Was the CA made anew under its old name?");
    }

    @Test
    void saysWhenThePeersCertificateHasExpired() throws Exception {
        Path expiredCert = dir.resolve("server-cert.pem");
        Instant lastYear = Instant.now().minus(Duration.ofDays(365));
        var expired = CA.issue(request("127.0.0.1").withValidity(lastYear, lastYear.plusSeconds(60)));
        TlsSettings settings = settings(
                with(TlsOptions.server(), "server", expired),
                TlsOptions.client().verifyPeer(false));
        TlsCarrier startedLastYear =
                TlsCarrier.load(settings, InstantSource.fixed(lastYear.plusSeconds(30)), Duration.ofHours(1));
        InetSocketAddress address = loopback.listen(startedLastYear::prepareAccepted, server);
        dial(address, clientOptions());
        assertThat(client.next(CarrierException.class))
                .hasMessageContaining("It has expired, or one of the two clocks is wrong");
        assertThat(server.next(CarrierException.class))
                .hasMessageContaining("certificate_expired: our certificate (" + expiredCert + ") has expired");
    }

    @Test
    void refusesACertificateForTheOtherRoleOnly() throws Exception {
        var clientOnly = CA.issue(request("127.0.0.1").withRoles(false, true));
        CarrierException e = refusal(with(TlsOptions.server(), "server", clientOnly), clientOptions());
        assertThat(e).hasMessageContaining("extendedKeyUsage lacks serverAuth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatDemandsACertificateSaysWhoShowedNone(String version) throws Exception {
        InetSocketAddress address = listen(serverOptions().versions(List.of(version)));
        dial(
                address,
                TlsOptions.client()
                        .source("other.conf")
                        .caCertFile(dir.resolve("server-ca.pem"))
                        .versions(List.of(version)));
        CarrierException atServer = server.next(CarrierException.class);
        assertThat(atServer.reason()).isEqualTo(Reason.CERTIFICATE);
        assertThat(atServer)
                .hasMessageContaining("it showed no certificate")
                .hasMessageContaining("fail_if_no_peer_cert");

        // With TLS 1.3 the client has been ready before the server judged it.
        Object first = client.next();
        CarrierException atClient = (CarrierException) (first instanceof CarrierReady ? client.next() : first);
        assertThat(atClient.reason()).isEqualTo(Reason.CERTIFICATE);
        assertThat(atClient).hasMessageContaining("other.conf");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);
    }

    @Test
    void aServerThatVerifiesRefusesAClientOfAnotherCa() throws Exception {
        var foreign = CertificateAuthority.create("somebody else's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("x"));
        InetSocketAddress address = listen(serverOptions());
        dial(address, with(TlsOptions.client(), "client", foreign).versions(versions()));
        CarrierException atServer = server.next(CarrierException.class);
        assertThat(atServer)
                .hasMessageStartingWith("TLS connection from /127.0.0.1:")
                .hasMessageContaining("a CA that we do not know, CN=somebody else's CA");
    }

    @Test
    void whoIsRefusedIsToldOfACertificateThatIsInNoFileOfItsOwn() throws Exception {
        IssuedCertificate foreign = CertificateAuthority.create(
                        "somebody else's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("x"));
        dial(
                listen(serverOptions()),
                TlsOptions.client()
                        .certificates(List.of(foreign.certificate()))
                        .key(foreign.key())
                        .caCertFile(dir.resolve("server-ca.pem"))
                        .versions(List.of("TLSv1.3")));
        client.next(CarrierReady.class);
        assertThat(client.next(CarrierException.class))
                .hasMessageContaining("our certificate (the option cert)")
                .hasMessageNotContaining("name none");
    }

    @Test
    void aServerMayLetInClientsWithoutACertificate() throws Exception {
        dial(
                listen(serverOptions().failIfNoPeerCert(false)),
                TlsOptions.client().caCertFile(dir.resolve("server-ca.pem")).versions(versions()));
        client.next(CarrierReady.class);
        assertThat(server.next(CarrierReady.class).tls().orElseThrow().peerSubject())
                .isEmpty();
    }

    @Test
    void verifyNoneTrustsAnybody() throws Exception {
        var foreign = CertificateAuthority.create("somebody else's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("x"));
        dial(
                listen(with(TlsOptions.server(), "server", foreign).verifyPeer(false)),
                TlsOptions.client().verifyPeer(false).versions(versions()));
        assertThat(client.next(CarrierReady.class).tls().orElseThrow().peerNames())
                .containsExactly("x");
    }

    @Test
    void saysThatThereIsNoVersionInCommon() throws Exception {
        CarrierException e = refusal(
                serverOptions().versions(List.of("TLSv1.2")), clientOptions().versions(List.of("TLSv1.3")));
        assertThat(e.reason()).isEqualTo(Reason.TLS);
        assertThat(e).hasMessageContaining("no TLS version in common. couch_dist.conf allows TLSv1.3;");
        assertThat(server.next(CarrierException.class))
                .hasMessageContaining("no TLS version in common. couch_dist.conf allows TLSv1.2;");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void countsIntermediateCertificatesAgainstDepth(int depth) throws Exception {
        CertificateAuthority middle = CA.createIntermediate("the team's CA", KeyKind.EC_P256);
        IssuedCertificate own = middle.issue(request("127.0.0.1"));
        TlsOptionsBuilder options = with(TlsOptions.server(), "server", own)
                .certFile(write("chain.pem", own.certificatePem() + middle.certificatePem()));
        dial(listen(options), clientOptions().depth(depth));
        if (depth == 1) {
            assertThat(client.next(CarrierReady.class).tls()).isPresent();
        } else {
            assertThat(client.next(CarrierException.class))
                    .hasMessageContaining("comes with 1 intermediate certificates; the option depth allows 0");
        }
    }

    @Test
    void sendsTheIntermediateCertificatesOfTheCaFileAsOtpDoes() throws Exception {
        CertificateAuthority middle = CA.createIntermediate("the team's CA", KeyKind.EC_P256);
        TlsOptionsBuilder options = with(TlsOptions.server(), "server", middle.issue(request("127.0.0.1")))
                .caCertFile(write("both-ca.pem", CA.certificatePem() + middle.certificatePem()));
        dial(listen(options), clientOptions());
        assertThat(client.next(CarrierReady.class).tls()).isPresent();
    }

    @Test
    void saysThatAPeerThatAnswersInPlainListensForTcp() throws Exception {
        InetSocketAddress plain = loopback.listen(
                channel -> channel.pipeline().addLast(new AnswerWith(Loopback.bytes("\0\3sok"))), server);
        dial(plain, clientOptions());
        CarrierException e = client.next(CarrierException.class);
        assertThat(e.reason()).isEqualTo(Reason.OTHER_CARRIER);
        assertThat(e)
                .hasMessageStartingWith(
                        "couch@127.0.0.1: dialled over TLS, and answered with something that is no TLS");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);
    }

    @Test
    void saysThatAPlainClientCameToATlsPort() throws Exception {
        InetSocketAddress address = listen(serverOptions());
        Channel channel = loopback.dial(address, new TcpCarrier(), PEER, client);
        client.next(CarrierReady.class);
        channel.writeAndFlush(Loopback.bytes("\0\25N\0\0\0\1\3\337\377\275\0\0\0\1\0\7a@b.c.d"));
        CarrierException atServer = server.next(CarrierException.class);
        assertThat(atServer.reason()).isEqualTo(Reason.OTHER_CARRIER);
        assertThat(atServer)
                .hasMessageContaining("it does not speak TLS")
                .hasMessageContaining("this node listens for TLS only");
    }

    @Test
    void aSilentPeerIsGivenUpAfterTheHandshakeTimeout() throws Exception {
        InetSocketAddress silent = loopback.listen(channel -> {}, server);
        dial(silent, clientOptions().handshakeTimeout(Duration.ofMillis(200)));
        CarrierException e = client.next(CarrierException.class);
        assertThat(e.reason()).isEqualTo(Reason.TLS);
        assertThat(e).hasMessageContaining("no TLS answer came").hasMessageContaining("list it under no_tls");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);
    }

    @Test
    void aPeerThatHangsUpDuringTheHandshakeIsNamed() throws Exception {
        InetSocketAddress address =
                loopback.listen(channel -> channel.pipeline().addLast(new HangUp()), server);
        dial(address, clientOptions());
        CarrierException e = client.next(CarrierException.class);
        assertThat(e).hasMessageStartingWith("couch@127.0.0.1: the connection was closed during the TLS handshake.");
    }

    @Test
    void renegotiatesOnTls12WhenThePeerAsks() throws Exception {
        InetSocketAddress address = listen(serverOptions().versions(List.of("TLSv1.2")));
        Channel channel = dial(address, clientOptions().versions(List.of("TLSv1.2")));
        client.next(CarrierReady.class);
        server.next(CarrierReady.class);
        var handler = channel.pipeline().get(SslHandler.class);
        byte[] before = handler.engine().getSession().getId();
        handler.renegotiate().sync();
        channel.writeAndFlush(Loopback.bytes("still here"));
        assertThat(server.text(10)).isEqualTo("still here");
        assertThat(handler.engine().getSession().getId()).isNotEqualTo(before);
    }

    @Test
    void usesChangedFilesForNewConnectionsAndKeepsTheOldOnesWhenTheNewAreBad() throws Exception {
        TlsSettings settings = settings(serverOptions(), clientOptions());
        TlsCarrier carrier = TlsCarrier.load(settings, InstantSource.system(), Duration.ZERO);
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, server);
        TlsCarrier dialling = carrier(with(TlsOptions.server(), "other", CA.issue(request("x"))), clientOptions());
        assertThat(subjectShown(address, dialling)).isEqualTo("CN=127.0.0.1");

        IssuedCertificate next = CA.issue(request("127.0.0.1").withCommonName("renewed"));
        write("server-key.pem", next.keyPem());
        write("server-cert.pem", next.certificatePem());
        assertThat(subjectShown(address, dialling)).isEqualTo("CN=renewed");

        write("server-cert.pem", "nothing of use");
        assertThat(subjectShown(address, dialling)).isEqualTo("CN=renewed");
    }

    @Test
    void usesAChangedCaFileAndAChangedListOfRevokedOnes() throws Exception {
        var authority = new CrlAuthority();
        CrlAuthority.Issued issued = authority.issue(Optional.empty());
        Path crls = Files.createDirectories(dir.resolve("crls"));
        TlsOptionsBuilder dialling = clientOptions()
                .serverName("localhost")
                .crlCheck(new CrlCheck(CrlCheck.Mode.BEST_EFFORT, List.of(crls), Optional.empty()));
        TlsCarrier carrier =
                TlsCarrier.load(settings(serverOptions(), dialling), InstantSource.system(), Duration.ZERO);
        TlsOptionsBuilder listening = TlsOptions.server()
                .verifyPeer(false)
                .certificates(List.of(issued.certificate()))
                .key(issued.key());
        InetSocketAddress address = listen(listening);
        loopback.dial(address, carrier, PEER, client);
        assertThat(client.next(CarrierException.class)).hasMessageContaining("a CA that we do not know");

        write(
                "client-ca.pem",
                CrlAuthority.pem("CERTIFICATE", authority.certificate().getEncoded()));
        assertThat(subjectShown(address, carrier)).isEqualTo("CN=localhost");

        write(
                "crls/0123abcd.r0",
                CrlAuthority.pem("X509 CRL", authority.revoke(issued).getEncoded()));
        var refused = new Loopback.End();
        loopback.dial(address, carrier, PEER, refused);
        assertThat(refused.next(CarrierException.class)).hasMessageContaining("was revoked");
    }

    @Test
    void keepsTheListsOfRevokedOnesWhenTheirFolderIsGone() throws Exception {
        Path crls = Files.createDirectories(dir.resolve("crls"));
        TlsOptionsBuilder dialling =
                clientOptions().crlCheck(new CrlCheck(CrlCheck.Mode.BEST_EFFORT, List.of(crls), Optional.empty()));
        TlsCarrier carrier =
                TlsCarrier.load(settings(serverOptions(), dialling), InstantSource.system(), Duration.ZERO);
        InetSocketAddress address = listen(serverOptions());
        assertThat(subjectShown(address, carrier)).isEqualTo("CN=127.0.0.1");
        Files.delete(crls);
        assertThat(subjectShown(address, carrier)).isEqualTo("CN=127.0.0.1");
    }

    @Test
    void noNameInACertificateBeginsALineOfTheLog() throws Exception {
        IssuedCertificate liar = CertificateAuthority.create(
                        "x\ncouch@db1: up over tls", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(request("elsewhere"));
        dial(listen(serverOptions()), with(TlsOptions.client(), "client", liar).versions(versions()));
        assertThat(server.next(CarrierException.class).getMessage())
                .contains("a CA that we do not know, CN=x\\x{A}couch@db1: up over tls")
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoTlsIsShownInPartOnly() throws Exception {
        InetSocketAddress address = listen(serverOptions());
        Channel channel = loopback.dial(address, new TcpCarrier(), PEER, client);
        channel.writeAndFlush(Loopback.bytes("\0".repeat(2000)));
        assertThat(server.next(CarrierException.class).getMessage())
                .contains("it does not speak TLS")
                .hasSizeLessThan(600);
    }

    @Test
    void theProgramsOwnCheckIsAskedOfClientsAlsoWhereNobodyIsVerified() throws Exception {
        InetSocketAddress address = listen(serverOptions().verifyPeer(false).certificateCheck(chain -> {
            throw new CertificateException("not on our list");
        }));
        dial(address, clientOptions());
        assertThat(server.next(CarrierException.class)).hasMessageContaining("not on our list");
        assertThat(server.next()).isEqualTo(Loopback.End.CLOSED);
        dial(address, TlsOptions.client().verifyPeer(false).versions(versions()));
        assertThat(server.next(CarrierException.class)).hasMessageContaining("it showed no certificate");
    }

    @Test
    void theProgramsOwnCheckSeesEachConnectionOfAClientThatResumesSessions() throws Exception {
        var asked = new AtomicInteger();
        InetSocketAddress address =
                listen(serverOptions().versions(List.of("TLSv1.2")).certificateCheck(chain -> asked.incrementAndGet()));
        TlsCarrier carrier = carrier(
                serverOptions(), clientOptions().versions(List.of("TLSv1.2")).resumption(true));
        for (int i = 0; i < 2; i++) {
            loopback.dial(address, carrier, PEER, client);
            client.next(CarrierReady.class);
            server.next(CarrierReady.class);
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void noSessionOutlivesTheCertificateThatWasShownInIt() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        TlsCarrier listening = TlsCarrier.load(
                settings(serverOptions().versions(List.of("TLSv1.2")), clientOptions()), now::get, Duration.ofDays(1));
        InetSocketAddress address = loopback.listen(listening::prepareAccepted, server);
        TlsCarrier carrier = carrier(
                serverOptions(), clientOptions().versions(List.of("TLSv1.2")).resumption(true));
        loopback.dial(address, carrier, PEER, client);
        server.next(CarrierReady.class);

        now.set(Instant.now().plus(Duration.ofDays(61)));
        loopback.dial(address, carrier, PEER, new Loopback.End());
        assertThat(server.next(CarrierException.class)).hasMessageContaining("its certificate expired at ");
        assertThat(server.next()).isEqualTo(Loopback.End.CLOSED);
    }

    @Test
    void refusesToAskForVerifiedCertificatesWhereNobodyIsVerified() {
        assertThatThrownBy(() -> carrier(serverOptions().verifyPeer(false).failIfNoPeerCert(true), clientOptions()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("couch_dist.conf: the server options verify nobody")
                .hasMessageContaining("fail_if_no_peer_cert is true");
        assertThatThrownBy(() -> carrier(serverOptions().verifyPeer(false).peerHostBound(true), clientOptions()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("verify_fun names verify_client");
        var lists = new CrlCheck(CrlCheck.Mode.PEER, List.of(dir), Optional.empty());
        assertThat(carrier(serverOptions().verifyPeer(false).crlCheck(lists), clientOptions())
                        .warnings())
                .anySatisfy(warning -> assertThat(warning).contains("verify nobody, so crl_check has no effect"));
    }

    @Test
    void tellsAtStartWhatIsWrongOnBothSides() {
        assertThatThrownBy(() -> carrier(
                        serverOptions().certFile(dir.resolve("gone.pem")),
                        clientOptions().caCertFile(dir.resolve("lost.pem"))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(dir.resolve("gone.pem") + ": no such file\n" + dir.resolve("lost.pem") + ": no such file");
    }

    @Test
    void warnsOnceOfVerifyNoneOnBothSides() {
        TlsCarrier carrier =
                carrier(serverOptions().verifyPeer(false), clientOptions().verifyPeer(false));
        assertThat(carrier.warnings(NodeName.of("settee@127.0.0.1")))
                .filteredOn(w -> w.contains("verify_none"))
                .containsExactly(
                        "couch_dist.conf: the options of both roles say verify_none: connections are encrypted, and only"
                                + " the cookie tells who the peer is");
    }

    private String subjectShown(InetSocketAddress address, TlsCarrier carrier) throws InterruptedException {
        var end = new Loopback.End();
        loopback.dial(address, carrier, PEER, end);
        return end.next(CarrierReady.class).tls().orElseThrow().peerSubject();
    }

    @Test
    void checksAtStartThatTheServerHasACertificate() {
        assertThatThrownBy(() -> carrier(TlsOptions.server().source("x.conf").verifyPeer(false), clientOptions()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "x.conf: the server options have no certfile; a node that listens for TLS needs a certificate and its key");
    }

    @Test
    void checksAtStartThatAPeerCanBeVerified() {
        assertThatThrownBy(() -> carrier(serverOptions(), TlsOptions.client().source("x.conf")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("x.conf: the client options have no cacertfile");
    }

    @Test
    void warnsOfVerifyNoneAndOfAHostThatTheCertificateLacks() {
        TlsCarrier carrier =
                carrier(serverOptions(), TlsOptions.client().source("x.conf").verifyPeer(false));
        assertThat(carrier.warnings(NodeName.of("settee@127.0.0.1")))
                .anySatisfy(w -> assertThat(w).contains("x.conf: the client options say verify_none"))
                .noneSatisfy(w -> assertThat(w).contains("this node is"));
        assertThat(carrier.warnings(NodeName.of("settee@db1.example")))
                .anySatisfy(
                        w -> assertThat(w)
                                .contains(
                                        "this node is settee@db1.example, and its certificate does not name db1.example but DNS [127.0.0.1, localhost], IP [127.0.0.1]"));
        assertThat(carrier.defaultsInForce())
                .containsExactly(
                        "couch_dist.conf: the server options have no verify; verify_peer is used, as since OTP 26",
                        "couch_dist.conf: the server options have no fail_if_no_peer_cert; true is used, as since OTP 26");
    }

    @Test
    void saysWhatKeepsBeamNodesFromANodeNamedByItsIpv6Address() {
        TlsCarrier carrier = carrier(serverOptions(), clientOptions());
        assertThat(carrier.warnings(NodeName.of("settee@::1")))
                .anySatisfy(w ->
                        assertThat(w).contains("Start the JVM with -Djdk.tls.server.disableExtensions=server_name"));
        assertThat(carrier.warnings(NodeName.of("settee@127.0.0.1")))
                .noneSatisfy(w -> assertThat(w).contains("disableExtensions"));
    }

    /** Answers the first bytes that come, whatever they are. */
    private static final class AnswerWith extends ChannelInboundHandlerAdapter {
        private final ByteBuf answer;

        AnswerWith(ByteBuf answer) {
            this.answer = answer;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            var unused = ctx.writeAndFlush(answer);
        }
    }

    /** Hangs up when the first bytes come. */
    private static final class HangUp extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            var unused = ctx.close();
        }
    }
}
