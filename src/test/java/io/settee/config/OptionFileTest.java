package io.settee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsSettings;
import io.settee.error.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return parse("[{server, []},\n {client, [" + options + "]}].").client();
    }

    private static TlsOptions server(String options) {
        return parse("[{server, [" + options + "]}].").server();
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
        TlsSettings settings = parse("[].");
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
                "{reuse_sessions, true}",
                "{hibernate_after, 1000}",
                "{log_level, debug}",
                "{ktls, true}",
                "{dhfile, \"dh.pem\"}",
                "{honor_cipher_order, true}",
                "{client_renegotiation, true}",
                "{crl_check, false}",
                "{protocol, tls}"
            })
    void passesOverWhatChangesNothingForAPeer(String option) {
        assertThat(server(option).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{crl_check, true}",
                "{crl_check, peer}",
                "{verify_fun, {fun m:f/3, []}}",
                "{verify_fun, {inet_tls_dist, verify_client, []}}",
                "{ciphers, [\"ECDHE-RSA-AES128-GCM-SHA256\"]}",
                "{client_renegotiation, false}",
                "{customize_hostname_check, []}",
                "{partial_chain, fun m:f/1}",
                "{protocol, dtls}",
                "{cert, <<1>>}"
            })
    void refusesWhatWouldLetSomeoneInIfItWereLeftOut(String option) {
        assertThatThrownBy(() -> server("{verify, verify_peer},\n\n" + option))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dist.conf line 3: the server option ")
                .hasMessageContaining("is not supported yet");
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
                "[{server, [{certfiel, \"x\"}]}].                 | dist.conf line 1: unknown server option certfiel; known are cacertfile, certfile,",
                "[{server, [{verify, yes}]}].                      | dist.conf line 1: the server option verify needs verify_peer or verify_none, not yes",
                "[{server, [{depth, -1}]}].                        | the server option depth needs an integer from 0 to 255, not -1",
                "[{server, [{certfile, erl}]}].                    | the server option certfile needs a string, as in {certfile, \"…\"}, not erl",
                "[{server, [{certfile, \"\"}]}].                   | the server option certfile needs a string",
                "[{server, [{server_name_indication, \"x\"}]}].    | server_name_indication is a client option",
                "[{client, [{versions, [tlsv1]}]}].                | no version is left that can be used",
                "[{client, [{versions, ['tlsv1.4']}]}].            | the client option versions needs a list of 'tlsv1.3' and 'tlsv1.2'",
                "[{server, [{depth, 1}, {depth, 2}]}].             | the server option depth stands at dist.conf line 1 already",
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
