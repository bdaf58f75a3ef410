package io.settee.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.TcpCarrier;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.VmArgs.PortRange;
import io.settee.error.ConfigException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmArgsTest {
    @TempDir
    Path dir;

    private static VmArgs parse(String text) {
        return VmArgs.parse("vm.args", text, Map.of());
    }

    private static VmArgs parse(String text, String variable, String value) {
        return VmArgs.parse("vm.args", text, Map.of(variable, value));
    }

    @Test
    void readsWhatACouchNodeHas() {
        VmArgs args = parse("""
                # a CouchDB node
                -name couch@127.0.0.1
                -setcookie monster -hidden
                +K true +A 16 +Bd
                -kernel net_ticktime 8 net_tickintensity 5
                -kernel net_setuptime 3 inet_dist_use_interface '{127,0,0,1}'
                -kernel inet_dist_listen_min 9100
                        inet_dist_listen_max 9105
                -proto_dist couch
                -couch_dist no_tls '"clouseau@127.0.0.1"'
                -couch_dist no_tls \\"old*@*\\" -couch_dist no_tls false
                -ssl_dist_optfile /etc/couch/couch_dist.conf
                -start_epmd false -dist_listen false -erl_epmd_port 9101
                -env ERL_EPMD_PORT 4370
                -ssl session_lifetime 300
                +sbwt none
                """);
        assertThat(args.name().orElseThrow().value()).isEqualTo(NodeName.of("couch@127.0.0.1"));
        assertThat(args.name().orElseThrow().place()).hasToString("vm.args line 2");
        assertThat(args.cookie()).contains(Cookie.of("monster"));
        assertThat(args.cookie().orElseThrow().source()).isEqualTo("vm.args line 3");
        assertThat(args.hidden()).isTrue();
        assertThat(args.netTickTime()).isEqualTo(Duration.ofSeconds(8));
        assertThat(args.netTickIntensity()).isEqualTo(5);
        assertThat(args.netSetupTime()).isEqualTo(Duration.ofSeconds(3));
        assertThat(args.listenAddress()).contains(InetAddress.getLoopbackAddress());
        assertThat(args.listenPorts()).contains(new PortRange(9100, 9105));
        assertThat(args.protoDist()).isEqualTo(ProtoDist.COUCH);
        assertThat(args.noTls()).containsExactly("clouseau@127.0.0.1", "old*@*", "false");
        assertThat(args.couchPolicy().carrierFor(NodeName.of("old7@h"))).isEqualTo("tcp");
        assertThat(args.optionFile().orElseThrow().value()).isEqualTo(Path.of("/etc/couch/couch_dist.conf"));
        assertThat(args.startEpmd()).isFalse();
        assertThat(args.listens()).isFalse();
        assertThat(args.epmdPort()).isEqualTo(OptionalInt.of(9101));
        assertThat(args.environment()).containsEntry("ERL_EPMD_PORT", "4370");
        assertThat(args.warnings()).isEmpty();
    }

    @Test
    void hasErlsDefaults() {
        VmArgs args = parse("");
        assertThat(args.name()).isEmpty();
        assertThat(args.cookie()).isEmpty();
        assertThat(args.hidden()).isFalse();
        assertThat(args.protoDist()).isEqualTo(ProtoDist.INET_TCP);
        assertThat(args.netTickTime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(args.netTickIntensity()).isEqualTo(4);
        assertThat(args.netSetupTime()).isEqualTo(Duration.ofSeconds(7));
        assertThat(args.listenPorts()).isEmpty();
        assertThat(args.listenAddress()).isEmpty();
        assertThat(args.listens()).isTrue();
        assertThat(args.startEpmd()).isTrue();
        assertThat(args.epmdPort()).isEmpty();
        assertThat(args.carriers().forPeer(NodeName.of("a@h"))).isInstanceOf(TcpCarrier.class);
    }

    @Test
    void readsWithWhomToConnectAndWhen() {
        VmArgs args = parse("""
                -kernel dist_auto_connect once erl_epmd_node_listen_port 9100
                -settee keep_connected "['a@h', b@h]" allow '[h,\'c@\']'
                -settee connect_time 10
                """);
        assertThat(args.autoConnect()).contains("once");
        assertThat(args.epmdPort()).isEqualTo(OptionalInt.of(9100));
        assertThat(args.peers().keepConnected()).containsExactly("a@h", "b@h");
        assertThat(args.peers().allow()).containsExactly("h", "c@");
        assertThat(args.peers().connectTime()).contains(Duration.ofSeconds(10));
        assertThat(args.warnings()).isEmpty();
        assertThat(parse("-settee keep_conected [] connect_time 1").warnings())
                .containsExactly(
                        "vm.args line 1: -settee keep_conected is not known; known are allow, connect_time, keep_connected, tls_engine");

        VmArgs none = parse("");
        assertThat(none.autoConnect()).isEmpty();
        assertThat(none.peers()).isEqualTo(new VmArgs.Peers(List.of(), List.of(), Optional.empty()));
    }

    @Test
    void readsWhoDoesTheWorkOfTls() {
        assertThat(parse("").tlsEngine()).isEqualTo(TlsEngine.AUTO);
        assertThat(parse("-settee tls_engine openssl").tlsEngine()).isEqualTo(TlsEngine.OPENSSL);
        assertThatThrownBy(() -> parse("-settee tls_engine gnutls"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("vm.args line 1: -settee tls_engine is one of auto, jdk, openssl, not gnutls");
    }

    @Test
    void theEnvironmentComesBeforeAndAfterTheFile() {
        assertThat(parse("-kernel net_ticktime 8", "ERL_AFLAGS", "-kernel net_ticktime 9")
                        .netTickTime())
                .isEqualTo(Duration.ofSeconds(8));
        VmArgs args = parse("-kernel net_ticktime 8 net_ticktime 7", "ERL_FLAGS", "-kernel net_ticktime 9");
        assertThat(args.netTickTime()).isEqualTo(Duration.ofSeconds(9));
        assertThat(args.warnings())
                .containsExactly("vm.args line 1: -kernel net_ticktime 8 is overridden by 9 at ERL_FLAGS");
        assertThat(parse("-hidden", "ERL_ZFLAGS", "-setcookie c")
                        .cookie()
                        .orElseThrow()
                        .source())
                .isEqualTo("ERL_ZFLAGS");
        assertThat(parse("-name a@h -name b@h").warnings())
                .containsExactly(
                        "vm.args line 1: -name b@h is ignored, since -name a@h stands at vm.args line 1 already; erl does the same");
    }

    /** OTP 25 takes inet_tcp when it is told twice, even the same; with two option files no release starts. */
    @Test
    void tellsWhatErlDoesOnItsOwnWithAFlagThatIsGivenTwice() {
        VmArgs args = parse("-proto_dist inet_tls -ssl_dist_optfile a", "ERL_FLAGS", "-proto_dist inet_tls");
        assertThat(args.protoDist()).isEqualTo(ProtoDist.INET_TLS);
        assertThat(args.warnings())
                .containsExactly("ERL_FLAGS: -proto_dist inet_tls is ignored, since -proto_dist inet_tls stands at"
                        + " vm.args line 1 already; OTP 27 and newer do the same, and older ones then use inet_tcp with"
                        + " everybody. Remove one of them");
        assertThat(parse("-proto_dist inet_tls -ssl_dist_optfile a\n-ssl_dist_optfile a")
                        .warnings())
                .containsExactly("vm.args line 2: -ssl_dist_optfile a is ignored, since -ssl_dist_optfile a stands at"
                        + " vm.args line 1 already; erl does not start with two of them. Remove one");
        assertThat(parse("-name a@h -name a@h").warnings()).isEmpty();
    }

    @Test
    void warnsOfWhatHasNoEffectWithTheOtherSettings() {
        assertThat(parse("-ssl_dist_optfile a\n-ssl_dist_opt server_depth 1\n-couch_dist no_tls true"
                                + "\n-kernel inet_dist_listen_max 9105")
                        .warnings())
                .containsExactly(
                        "vm.args line 1: -ssl_dist_optfile has no effect with -proto_dist inet_tcp, which is the default:"
                                + " all connections are in plain. Say -proto_dist inet_tls, or couch",
                        "vm.args line 2: -ssl_dist_opt has no effect with -proto_dist inet_tcp, which is the default:"
                                + " all connections are in plain. Say -proto_dist inet_tls, or couch",
                        "vm.args line 3: -couch_dist has no effect with -proto_dist inet_tcp, only with couch",
                        "vm.args line 4: -kernel inet_dist_listen_max has no effect without inet_dist_listen_min: any"
                                + " port may be taken");
    }

    @Test
    void hiddenMayBeToldWhetherItIs() {
        assertThat(parse("-hidden true").hidden()).isTrue();
        assertThat(parse("-hidden false").hidden()).isFalse();
        assertThat(parse("-hidden -hidden false").hidden()).isTrue();
    }

    @Test
    void aFileMayNameAnotherOne() throws IOException {
        Path inner = Files.writeString(dir.resolve("inner.args"), "-setcookie inner\n");
        Path outer = Files.writeString(dir.resolve("vm.args"), "-name a@h\n-args_file " + inner + " -hidden");
        VmArgs args = VmArgs.read(outer, Map.of());
        assertThat(args.cookie().orElseThrow().source()).isEqualTo(inner + " line 1");
        assertThat(args.hidden()).isTrue();

        Path circle = dir.resolve("circle.args");
        Files.writeString(circle, "-args_file " + circle);
        assertThatThrownBy(() -> VmArgs.read(circle, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(circle + " line 1: arguments files are nested deeper than 8");
        assertThatThrownBy(() -> VmArgs.read(dir.resolve("none"), Map.of()))
                .hasMessage(dir.resolve("none") + ": no such file");
    }

    @Test
    void nothingCountsBehindExtra() {
        assertThat(parse("-name a@h -extra -hidden").hidden()).isFalse();
    }

    @Test
    void completesAShortNameWithThisMachinesHost() {
        NodeName name = parse("-sname settee").name().orElseThrow().value();
        assertThat(name.name()).isEqualTo("settee");
        assertThat(name.isLong()).isFalse();
        assertThat(parse("-sname settee@db1").name().orElseThrow().value()).isEqualTo(NodeName.of("settee@db1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-couch_dist no_tls a b            | -couch_dist no_tls a b: one pattern is needed, and 2 are given.",
                "-couch_dist no_tls                | one pattern is needed, and 0 are given",
                "-couch_dist tls a                 | -couch_dist no_tls PATTERN is all there is",
                "-couch_dist no_tls '\"\"'         | the pattern is empty",
                "-proto_dist inet7_tcp             | -proto_dist inet7_tcp is not known; inet_tcp, inet_tls, inet6_tcp, inet6_tls, couch are",
                "-proto_dist                       | -proto_dist needs one value, and has none",
                "-name a@h -sname b                | -sname, and -name in vm.args line 1; a node has one name",
                "-sname a@b.c                      | the host of a short name has no dots",
                "-name a.b@h                       | not a node name: 'a.b@h'",
                "-setcookie one -setcookie two     | -setcookie for the second time, after vm.args line 1",
                "-kernel net_ticktime 0            | -kernel net_ticktime is a number of seconds from 1 to 86400, not 0",
                "-kernel net_ticktime sixty        | not sixty",
                "-kernel net_tickintensity 3       | from 4 to 1000, not 3",
                "-kernel net_setuptime 121         | from 1 to 120, not 121",
                "-kernel net_ticktime              | names and values come in pairs, and there are 1 words",
                "-kernel inet_dist_listen_min 9 inet_dist_listen_max 8 | inet_dist_listen_max 8 is less than inet_dist_listen_min 9",
                "-kernel inet_dist_use_interface '{127,0,0,256}' | is an IP address as {127,0,0,1}, not {127,0,0,256}",
                "-kernel inet_dist_use_interface '{127,'         | is no Erlang term",
                "-kernel dist_auto_connect maybe   | -kernel dist_auto_connect is one of never, once, true, not maybe",
                "-settee keep_connected '[a'      | is no Erlang term",
                "-settee allow h                   | -settee allow is a list of atoms as ['a@host']",
                "-settee connect_time 0            | -settee connect_time is a number of seconds from 1 to 3600, not 0",
                "-dist_listen no                   | -dist_listen is true or false, not no",
                "-erl_epmd_port 0                  | a port from 1 to 65535, not 0",
                "-ssl_dist_optfile a\0b            | no file can have this path: Nul character",
                "-args_file a\0b                   | no file can have this path: Nul character",
                "-ssl_dist_opt server_certfile     | names and values come in pairs",
                "-ssl_dist_opt certfile x          | its options begin with server_ or client_",
                "-ssl_dist_opt client_sni x        | -ssl_dist_opt has no option sni",
                "-ssl_dist_opt server_depth many   | -ssl_dist_opt depth cannot be many",
            })
    void namesTheLineAndWhatIsWrong(String line, String complaint) {
        assertThatThrownBy(() -> parse("# first\n" + line).tlsSettings())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("vm.args line 2: ")
                .hasMessageContaining(complaint.replace("vm.args line 1", "vm.args line 2"));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() throws IOException {
        assertThatThrownBy(() -> parse("""
                        -name a@h -sname b
                        -proto_dist inet7_tcp
                        -couch_dist no_tls a b
                        -couch_dist no_tls c -couch_dist tls d
                        -kernel net_ticktime 0
                        -kernel net_setuptime
                        -dist_listen no
                        -ssl_dist_opt certfile x server_depth many
                        -env ONE
                        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                                .containsExactlyInAnyOrder(
                                        "vm.args line 1",
                                        "vm.args line 2",
                                        "vm.args line 3",
                                        "vm.args line 4",
                                        "vm.args line 5",
                                        "vm.args line 6",
                                        "vm.args line 7",
                                        "vm.args line 8",
                                        "vm.args line 8",
                                        "vm.args line 9"));
        Path file = Files.writeString(dir.resolve("dist.conf"), """
                [{server, [{certfile, 1}, {dept, 3}, {active, true},
                           {depth, 999}]},
                 {client, [{verify, maybe},
                           {certfile, "a"}, {certfile, "b"}]}].""");
        assertThatThrownBy(() -> parse("-ssl_dist_optfile " + file).tlsSettings())
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                                .containsExactly(
                                        file + " line 1",
                                        file + " line 1",
                                        file + " line 1",
                                        file + " line 2",
                                        file + " line 3",
                                        file + " line 4"));
    }

    /** OTP 25, 27 and 29 were asked: one cookie for everybody, and any number for single peers. */
    @Test
    void readsCookiesForSinglePeers() {
        VmArgs args = parse("-setcookie one\n-setcookie b@h two -setcookie c@h three");
        assertThat(args.cookie()).contains(Cookie.of("one"));
        assertThat(args.peerCookies())
                .containsOnly(
                        Map.entry(NodeName.of("b@h"), Cookie.of("two")),
                        Map.entry(NodeName.of("c@h"), Cookie.of("three")));
        assertThat(requireNonNull(args.peerCookies().get(NodeName.of("b@h"))).source())
                .isEqualTo("vm.args line 2");
        assertThat(parse("-setcookie b@h two").cookie()).isEmpty();
        assertThatThrownBy(() -> parse("-setcookie s3 cret"))
                .hasMessage(
                        "vm.args line 1: the first of two values of -setcookie is the name of a node, as in a@host");
    }

    @Test
    void neverShowsTheCookieInAComplaint() {
        assertThatThrownBy(() -> parse("-setcookie a s3cret of@three")).hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> parse("-setcookie s3cret -setcookie s3cret")).hasMessageNotContaining("s3cret");
        assertThat(parse("-name a@h -setcookie s3cret -env PASSWORD s3cret -ssl_dist_opt server_password s3cret")
                        .toString())
                .isEqualTo("settings of a@h by inet_tcp");
    }

    @Test
    void warnsOfWhatChangesTheDistributionAndIsNotKnown() {
        assertThat(parse("""
                        -epmd_module my_epmd
                        -kernel sync_nodes_optional x logger_level error net_tick_time 9
                        -ssl_dist_optfiel x -no_epmd
                        """).warnings())
                .containsExactlyInAnyOrder(
                        "vm.args line 1: -epmd_module my_epmd: a module of Erlang cannot run here, and peers are looked for in"
                                + " EPMD. Give a PeerResolver in code, or -erl_epmd_port PORT if all nodes listen at one port",
                        "vm.args line 2: -kernel sync_nodes_optional is not known and has no effect here",
                        "vm.args line 2: -kernel net_tick_time is not known and has no effect here; is net_ticktime meant?",
                        "vm.args line 3: -ssl_dist_optfiel is not known and has no effect here; is -ssl_dist_optfile meant?",
                        "vm.args line 3: -no_epmd is not known and has no effect here");
    }

    @Test
    void passesOverWhatOnlyABeamNeeds() {
        assertThat(parse("""
                        +K true +A 16 +S 2 -smp enable -boot start_sasl -mode embedded -heart -noshell -noinput
                        -config sys -pa ebin -s init -eval ok -sasl sasl_error_logger false -ssl session_lifetime 9
                        -epmd_module erl_epmd -connect_all false -kernel prevent_overlapping_partitions false
                        -kernel shell_history enabled -code_path_cache -user drv -remsh x@y -shutdown_time 9 -man x
                        """).warnings()).isEmpty();
    }

    @Test
    void tlsWithoutAnyOptionsIsAnError() {
        assertThatThrownBy(() -> parse("-proto_dist couch").carriers())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Add -ssl_dist_optfile");
    }

    @Test
    void knowsTheCarriersOfIpv6() {
        VmArgs args = parse("-proto_dist inet6_tcp");
        assertThat(args.protoDist()).isEqualTo(ProtoDist.INET6_TCP);
        assertThat(args.carriers().ipv6()).isTrue();
        assertThat(parse("-proto_dist inet6_tls").protoDist()).isEqualTo(ProtoDist.INET6_TLS);
        assertThat(parse("-proto_dist inet_tcp").carriers().ipv6()).isFalse();
    }

    @Test
    void readsTheLegacyOptionsAsMongooseImWritesThem() {
        TlsSettings settings = parse("""
                        -proto_dist inet_tls -kernel net_setuptime 20
                        -ssl_dist_opt server_certfile priv/ssl/fake_server.pem
                            client_certfile priv/ssl/fake_client.pem
                            server_verify verify_peer client_verify verify_none
                        -ssl_dist_opt server_fail_if_no_peer_cert true server_depth 2 server_secure_renegotiate true
                        -ssl_dist_opt server_cacertfile ca.pem client_versions tlsv1.3
                        """).tlsSettings();
        assertThat(settings.server().certFile()).contains(Path.of("priv/ssl/fake_server.pem"));
        assertThat(settings.server().verifyPeer()).isTrue();
        assertThat(settings.server().depth()).isEqualTo(2);
        assertThat(settings.client().certFile()).contains(Path.of("priv/ssl/fake_client.pem"));
        assertThat(settings.client().verifyPeer()).isFalse();
        assertThat(settings.client().versions()).containsExactly("TLSv1.3");
        assertThat(settings.client().handshakeTimeout()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theLegacyOptionsWinOverTheFileAndSaySo() throws IOException {
        Path file = Files.writeString(
                dir.resolve("dist.conf"),
                "[{server,[{certfile,\"file.pem\"},\n{depth,3},{verify,verify_none}]},{client,[{verify,verify_none}]}].");
        TlsSettings settings = parse("-ssl_dist_optfile " + file + "\n-ssl_dist_opt server_certfile legacy.pem")
                .tlsSettings();
        assertThat(settings.server().certFile()).contains(Path.of("legacy.pem"));
        assertThat(settings.server().depth()).isEqualTo(3);
        assertThat(settings.server().warnings())
                .containsExactly(file + " line 1: the server option certfile is overridden by vm.args line 2");
    }

    /** The demo starts from the example, and a person starts by copying it. */
    @Test
    void theExampleAtTheRootOfTheRepositoryIsRight() throws IOException {
        CertificateFolder folder = CertificateMaker.writeCluster(
                dir.resolve("certs/test"), List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        String example = Files.readString(Path.of("vm.args.example"));
        VmArgs args = parse(example.replace("-ssl_dist_optfile certs/", "-ssl_dist_optfile " + dir + "/certs/"));
        assertThat(args.warnings()).isEmpty();
        assertThat(args.name().orElseThrow().value()).isEqualTo(NodeName.of("settee@127.0.0.1"));
        assertThat(args.cookie()).isPresent();
        assertThat(args.optionFile().orElseThrow().value()).isEqualTo(folder.optionFile());
        assertThat(args.carriers().forPeer(NodeName.of("node1@127.0.0.1")).name())
                .isEqualTo("tls");
        assertThat(args.carriers().forPeer(NodeName.of("node3@127.0.0.1")).name())
                .isEqualTo("tcp");
    }
}
