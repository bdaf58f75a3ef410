package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.cli.agent.Caller;
import io.settee.cli.terminal.PromptColour;
import io.settee.config.ProtoDist;
import io.settee.config.VmArgs;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which of several sources of a setting counts. */
class NodeSettingsTest {
    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void haveFiles() throws IOException {
        Files.createDirectories(home.resolve(".config/settee"));
        Files.writeString(home.resolve(".erlang.cookie"), "of-home\n");
        Files.writeString(home.resolve("file"), "of-file");
        Files.writeString(home.resolve("vm.args"), """
                -name couchdb@127.0.0.1
                -setcookie of-vm-args
                -setcookie other@127.0.0.1 of-other
                -kernel net_setuptime 9
                -env ERL_EPMD_PORT 4001
                """);
        Files.writeString(home.resolve(".config/settee/profiles"), """
                # two clusters
                production.vm_args = ~/vm.args
                production.colour = red
                production.nodes = couchdb@db1.example.org, couchdb@db2.example.org
                search.cookie_file = cookie
                search.tls_conf = tls.conf
                search.no_tls = legacy*@* old@127.0.0.1
                search.epmd_port = 4002
                search.allow_stop = true
                """);
        Files.writeString(home.resolve(".config/settee/cookie"), "of-profile");
    }

    private NodeSettings settings(String... options) {
        environment.put("HOME", home.toString());
        var settings = new NodeSettings(environment);
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("settings", CommandLine.Model.CommandSpec.forAnnotatedObject(settings)))
                .parseArgs(options);
        return settings;
    }

    private String cookie(String... options) {
        return settings(options).cluster().cookie().orElseThrow().source();
    }

    @Test
    void takesTheCookieFromTheNearestSource() {
        String file = home.resolve("file").toString();
        String vmArgs = home.resolve("vm.args").toString();

        assertThat(cookie()).isEqualTo(home.resolve(".erlang.cookie").toString());
        assertThat(cookie("--vm-args", vmArgs)).isEqualTo(vmArgs + " line 2");
        environment.put("SETTEE_VM_ARGS", vmArgs);
        assertThat(cookie()).isEqualTo(vmArgs + " line 2");
        environment.put("SETTEE_COOKIE_FILE", file);
        assertThat(cookie()).isEqualTo(file);
        environment.put("SETTEE_COOKIE", "secret");
        assertThat(cookie()).isEqualTo("SETTEE_COOKIE");
        assertThat(cookie("--profile", "search"))
                .isEqualTo(home.resolve(".config/settee/cookie").toString());
        assertThat(cookie("--profile", "search", "--cookie-file", file)).isEqualTo(file);
        assertThat(cookie("--profile", "search", "--cookie-file", file, "--cookie", "x"))
                .isEqualTo("--cookie");
    }

    @Test
    void takesTheCookieOfAPeerFromVmArgsUnlessOneIsGiven() {
        String vmArgs = home.resolve("vm.args").toString();

        assertThat(settings("--vm-args", vmArgs).cluster().peerCookies())
                .containsOnlyKeys(NodeName.of("other@127.0.0.1"));
        assertThat(settings("--vm-args", vmArgs, "--cookie", "x").cluster().peerCookies())
                .isEmpty();
    }

    @Test
    void findsWhatAnArgumentsFileNamesInTheFolderOfTheCaller() throws IOException {
        Files.writeString(home.resolve("outer.args"), "-args_file inner.args");
        Files.writeString(home.resolve("inner.args"), "-setcookie of-inner");
        List<String> sources = new ArrayList<>();
        Caller.of(environment, home).run(() -> {
            sources.add(cookie("--vm-args", home.resolve("outer.args").toString()));
            environment.put("ERL_FLAGS", "-args_file inner.args");
            sources.add(cookie());
            return 0;
        });
        assertThat(sources).containsOnly(home.resolve("inner.args") + " line 1");
    }

    @Test
    void readsTheFlagsOfTheEnvironmentWithoutAnyFile() {
        environment.put("ERL_FLAGS", "-proto_dist inet_tls -ssl_dist_optfile /etc/tls.conf -setcookie of-flags");
        environment.put("ERL_EPMD_PORT", "4000");

        VmArgs read = settings().cluster();
        assertThat(read.protoDist()).isEqualTo(ProtoDist.INET_TLS);
        assertThat(read.cookie().orElseThrow().source()).startsWith("ERL_FLAGS");
        assertThat(settings().epmdPort()).isEqualTo(4000);
    }

    @Test
    void findsAProfileByItsNameOrTheEnvironment() {
        environment.put("SETTEE_PROFILE", "production");
        assertThat(settings().profile().colour()).contains(PromptColour.RED);
        assertThat(settings().profile().nodes()).hasSize(2);
        assertThat(settings().cluster().netSetupTime()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings().epmdPort()).isEqualTo(4001);
        assertThat(settings("--setup-time", "3", "--epmd-port", "4003")
                        .cluster()
                        .netSetupTime())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(settings("--epmd-port", "4003").epmdPort()).isEqualTo(4003);

        NodeSettings search = settings("--profile", "search");
        assertThat(search.profile().allowStop()).isTrue();
        assertThat(search.epmdPort()).isEqualTo(4002);
        VmArgs read = search.cluster();
        assertThat(read.protoDist()).isEqualTo(ProtoDist.COUCH);
        assertThat(read.noTls()).containsExactly("legacy*@*", "old@127.0.0.1");
        assertThat(read.optionFile().orElseThrow().value()).isEqualTo(home.resolve(".config/settee/tls.conf"));
    }

    @Test
    void saysWhatIsWrongWithAProfile() throws IOException {
        assertThatThrownBy(() -> settings("--profile", "staging").profile())
                .hasMessageContaining("no profile 'staging'; it has [production, search]");
        environment.put("SETTEE_PROFILES", home.resolve("none").toString());
        assertThatThrownBy(() -> settings("--profile", "staging").profile())
                .hasMessageContaining("production.vm_args = ");
        Path file = home.resolve("profiles");
        environment.put("SETTEE_PROFILES", file.toString());
        Files.writeString(file, "a.color = red");
        assertThatThrownBy(() -> settings("--profile", "a").profile()).hasMessageContaining("'a.color' is not known");
        Files.writeString(file, "a.colour = pink");
        assertThatThrownBy(() -> settings("--profile", "a").profile())
                .hasMessageContaining("a.colour cannot be 'pink': it is one of red,");
        Files.writeString(file, "a.epmd_port = 70000");
        assertThatThrownBy(() -> settings("--profile", "a").profile()).hasMessageContaining("1 to 65535");
    }

    @Test
    void saysWhereACookieCanComeFrom() throws IOException {
        Files.delete(home.resolve(".erlang.cookie"));
        assertThatThrownBy(() -> settings().cluster())
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.USAGE))
                .hasMessageContaining(".erlang.cookie")
                .hasMessageContaining("--vm-args, --cookie-file, --profile");
    }

    @Test
    void saysWhatIsWrongWithACookie() throws IOException {
        Path empty = Files.writeString(home.resolve("empty"), "\n");
        assertNoCookie("the cookie from " + empty + " has 0 characters", "--cookie-file", empty.toString());
        assertNoCookie("the cookie from --cookie has 0 characters", "--cookie", "");
        Path file = Files.writeString(home.resolve(".erlang.cookie"), "one\ntwo\n");
        assertNoCookie("the cookie in " + file + " must be its first line");
        environment.put("SETTEE_COOKIE", "caf\u0113");
        assertNoCookie("the cookie from SETTEE_COOKIE has characters outside Latin-1");
    }

    private void assertNoCookie(String problem, String... options) {
        assertThatThrownBy(() -> settings(options).cluster())
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.USAGE))
                .hasMessageStartingWith(problem);
    }

    @Test
    void takesANodeGivenShortForOneOfThisHost() {
        assertThat(NodeArgument.parse("node1").name()).isEqualTo("node1");
        assertThat(NodeArgument.parse("node1").isLong()).isFalse();
        assertThat(NodeArgument.parse("node1@db1.example.org")).isEqualTo(NodeName.of("node1@db1.example.org"));
        assertThatThrownBy(() -> NodeArgument.parse("two words")).hasMessageContaining("not a node name");
    }
}
