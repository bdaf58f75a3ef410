package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.identity.NodeName;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which sessions are resumed between OTP's ssl and us where both are asked to: on TLS 1.3 those of our client, and no others. OTP tells
 * of each connection whether it resumed a session.
 */
class ResumptionErlIT {
    private static final List<String> NONE = List.of("false", "false", "false");

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

    static Stream<Arguments> releasesAndEngines() {
        return ErlReleases.current().stream()
                .flatMap(release ->
                        Stream.of(TlsEngine.JDK, TlsEngine.OPENSSL).map(engine -> Arguments.of(release, engine)));
    }

    /** An option file of which one side has the options that ask for resumption, and the other those that allow it. */
    private Path optionFile(String version, String serverOption, String clientOption) throws IOException {
        Path made = CertificateMaker.writeCluster(
                        dir, List.of("127.0.0.1", "localhost"), CertificateMaker.Options.DEFAULT)
                .optionFile();
        String text = Files.readString(made).replace("{secure_renegotiate, true}", "{versions, ['" + version + "']}");
        int client = text.indexOf("{client");
        return Files.writeString(
                dir.resolve("resuming.conf"),
                text.substring(0, client).replace("{versions", serverOption + ", {versions")
                        + text.substring(client).replace("{versions", clientOption + ", {versions"));
    }

    private static ErlNode withSsl(int release, Path optionFile) {
        ErlNode erl = erlang.unnamed().release(release).start();
        erl.eval("{ok, _} = application:ensure_all_started(ssl), {ok, [Roles]} = file:consult(\"" + optionFile + "\"),"
                + " {server, ServerOpts} = lists:keyfind(server, 1, Roles),"
                + " {client, ClientOpts} = lists:keyfind(client, 1, Roles), Tester = self().");
        return erl;
    }

    /** What OTP's server says of three connections of ours, one after the other. */
    private List<String> ourClient(int release, Path optionFile) throws Exception {
        ErlNode erl = withSsl(release, optionFile);
        String port = erl.eval("""
                fun() ->
                    {ok, L} = ssl:listen(0, [{ip, {127,0,0,1}}, {active, false}, binary | ServerOpts]),
                    spawn(fun() ->
                        (fun Accept() ->
                            {ok, T} = ssl:transport_accept(L),
                            {ok, S} = ssl:handshake(T, 10000),
                            {ok, [{session_resumption, R}]} = ssl:connection_information(S, [session_resumption]),
                            Tester ! {resumed, R},
                            ok = ssl:send(S, <<"hello">>),
                            ssl:recv(S, 0),
                            Accept()
                        end)()
                    end),
                    {ok, {_, Port}} = ssl:sockname(L),
                    Port
                end().
                """);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile));
        String[] resumed = new String[3];
        for (int i = 0; i < resumed.length; i++) {
            Channel channel = loopback.dial(address, carrier, NodeName.of("x@localhost"), end);
            TlsSession session = end.next(CarrierReady.class).tls().orElseThrow();
            assertThat(session.peerSubject()).isEqualTo("CN=127.0.0.1");
            // A ticket comes before any data.
            assertThat(end.text(5)).isEqualTo("hello");
            resumed[i] = erl.eval("fun() -> receive {resumed, R} -> R after 5000 -> timeout end end().");
            channel.close().sync();
            assertThat(end.next()).isEqualTo(Loopback.End.CLOSED);
        }
        return List.of(resumed);
    }

    /** What OTP's client says of three connections to us. */
    private List<String> ourServer(int release, Path optionFile, TlsEngine engine) throws Exception {
        ErlNode erl = withSsl(release, optionFile);
        TlsCarrier carrier = TlsCarrier.load(OptionFile.read(optionFile).withEngine(engine));
        InetSocketAddress address = loopback.listen(
                channel -> {
                    carrier.prepareAccepted(channel);
                    channel.pipeline().addLast(new Loopback.Greeting());
                },
                end);
        String connect = """
                fun() ->
                    {ok, S} = ssl:connect({127,0,0,1}, %d,
                        [{active, false}, binary, {server_name_indication, "localhost"} | ClientOpts], 10000),
                    {ok, <<"hello">>} = ssl:recv(S, 5, 5000),
                    {ok, [{session_resumption, R}]} = ssl:connection_information(S, [session_resumption]),
                    ok = ssl:close(S),
                    R
                end().
                """.formatted(address.getPort());
        return List.of(erl.eval(connect), erl.eval(connect), erl.eval(connect));
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void ourClientResumesOnTls13WhereTheOtpServerGivesTickets(int release) throws Exception {
        Path optionFile = optionFile("tlsv1.3", "{session_tickets, stateless}", "{session_tickets, auto}");
        assertThat(ourClient(release, optionFile)).containsExactly("false", "true", "true");
    }

    /** OTP has no extended master secret (RFC 7627), without which JSSE resumes nothing. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void ourClientResumesNothingOnTls12(int release) throws Exception {
        Path optionFile = optionFile("tlsv1.2", "{reuse_sessions, true}", "{reuse_sessions, true}");
        assertThat(ourClient(release, optionFile)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void anOtpClientResumesNothingOnTls12(int release) throws Exception {
        Path optionFile = optionFile("tlsv1.2", "{reuse_sessions, true}", "{reuse_sessions, true}");
        assertThat(ourServer(release, optionFile, TlsEngine.JDK)).isEqualTo(NONE);
    }

    /** It names no psk_key_exchange_modes before it has a ticket, and to such a client no server may send one: RFC 8446, section 4.2.9. */
    @ParameterizedTest
    @MethodSource("releasesAndEngines")
    void anOtpClientGetsNoTicketOnTls13(int release, TlsEngine engine) throws Exception {
        Path optionFile = optionFile("tlsv1.3", "{session_tickets, stateless}", "{session_tickets, auto}");
        TlsEngine able = engine == TlsEngine.JDK ? TlsEngine.JDK : TlsEngine.AUTO;
        assertThat(ourServer(release, optionFile, able)).isEqualTo(NONE);
        assertThat(end.next(CarrierReady.class).tls().orElseThrow().engine()).isEqualTo(engine);
    }
}
