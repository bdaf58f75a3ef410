package io.settee.shell;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.cli.Main;
import io.settee.identity.NodeName;
import io.settee.support.ErlCase;
import io.settee.support.JavaProgram;
import io.settee.support.ProcessRun;
import io.settee.support.PtyProgram;
import io.settee.support.SeparateAgent;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** {@code settee remsh} at a pseudo-terminal. */
final class Remsh {
    /** What has a group leader elsewhere: of a shell that we had there nothing may be left. */
    static final String LEFT =
            "[{P, proc_lib:translate_initial_call(P)} || P <- processes(), {group_leader, G} <- [process_info(P, group_leader)], node(G) =/= node()]";

    private static final String CONTROL_D = "\u0004";

    private Remsh() {}

    static PtyProgram start(ErlCase on, ErlangExtension erlang, NodeName node, Path home, int columns, String... more)
            throws IOException {
        return PtyProgram.start(
                Main.class, columns, Map.of("HOME", home.toString()), arguments(on, erlang, node, more));
    }

    /** The same by an agent. */
    static PtyProgram start(
            SeparateAgent agent, ErlCase on, ErlangExtension erlang, NodeName node, Path home, int columns)
            throws IOException {
        return PtyProgram.start(agent.client(arguments(on, erlang, node)), columns, Map.of("HOME", home.toString()));
    }

    /** Types a command, and waits for what it prints and for the next prompt. */
    static Matcher answer(PtyProgram shell, String line, String regex, String prompt) throws InterruptedException {
        shell.type(line + "\r");
        Matcher found = shell.expect(regex);
        shell.expect(prompt);
        return found;
    }

    /** Asks the node, until it knows of this width: a key may be faster than the signal. */
    static void awaitColumns(PtyProgram shell, int columns, String prompt) {
        await().atMost(SOON)
                .until(() -> answer(shell, "io:columns().", "\n\\{ok,(\\d+)\\}\n", prompt)
                        .group(1)
                        .equals(Integer.toString(columns)));
    }

    /** Leaves by Ctrl-D, and ends the node, which was to stay as it was. */
    static void leave(PtyProgram shell, ErlNode erl) throws Exception {
        shell.type(CONTROL_D);
        assertThat(shell.status()).isZero();
        assertAsItWas(erl);
        erl.kill();
        shell.close();
    }

    static void assertAsItWas(ErlNode erl) {
        await().atMost(SOON).untilAsserted(() -> assertThat(erl.eval(LEFT)).isEqualTo("[]"));
        assertThat(erl.eval("node()")).isEqualTo("'" + erl.name() + "'");
    }

    /** With this as its standard input, which ends then. */
    static ProcessRun piped(String input, List<String> arguments) throws IOException, InterruptedException {
        return ProcessRun.of(
                JavaProgram.command(Main.class, arguments.toArray(String[]::new)), input, StandardCharsets.UTF_8);
    }

    static List<String> arguments(ErlCase on, ErlangExtension erlang, NodeName node, String... more) {
        return arguments("remsh", on, erlang, node, more);
    }

    /** Those of any command about this node. */
    static List<String> arguments(String command, ErlCase on, ErlangExtension erlang, NodeName node, String... more) {
        SeparateNode.Settings like = on.separate(erlang, "like@127.0.0.1", true, List.of());
        var arguments = new ArrayList<>(List.of(
                command,
                "--cookie",
                like.cookie(),
                "--epmd-port",
                Integer.toString(erlang.epmdPort()),
                node.toString()));
        like.optionFile().ifPresent(file -> arguments.addAll(List.of("--tls-conf", file.toString())));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
