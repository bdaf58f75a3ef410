package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.ErlCase;
import io.settee.support.ProcessRun;
import io.settee.support.SeparateAgent;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands by an agent, on real nodes: what they print and how they end is what it would be without. */
@Timeout(60)
class AgentErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static SeparateAgent agent;

    @BeforeAll
    static void start() throws IOException {
        agent = SeparateAgent.start(dir.resolve("agent"));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    static Stream<ErlCase> cases() {
        return Stream.of(new ErlCase(25, true), new ErlCase(29, false));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsAndEndsAsWithout(ErlCase on) throws Exception {
        ErlNode node = on.erl(erlang, "by_agent" + on.suffix()).start();
        String name = node.name().toString();
        String vmArgs = Files.writeString(
                        dir.resolve(on.suffix()),
                        "-setcookie settee-it\n" + on.vmArgs() + "\n-env ERL_EPMD_PORT " + erlang.epmdPort())
                .toString();
        String code = "io:format(\"größer~n\"), {node(), <<\"ü\"/utf8>>}";
        for (List<String> words : List.of(
                List.of("ping", name),
                List.of("call", name, "erlang", "node"),
                List.of("call", name, "erlang", "no_such_function"),
                List.of("call", "--cookie", "wrong", name, "erlang", "node"),
                List.of("cast", name, "erlang", "node"),
                List.of("eval", name, code),
                List.of("eval", "--json", name, code),
                List.of("eval", name, "no syntax"),
                List.of("rpc", "--nodes", name + ",nobody@127.0.0.1", "erlang", "node"))) {
            List<String> arguments = Stream.of(
                            List.of(words.getFirst(), "--vm-args", vmArgs), words.subList(1, words.size()))
                    .flatMap(List::stream)
                    .toList();
            CommandRun without = CommandRun.of(arguments.toArray(String[]::new));
            ProcessRun run = ProcessRun.of(new ProcessBuilder(agent.client(arguments)));
            assertThat(run.status()).as("%s: %s", words, run).isEqualTo(without.status());
            assertThat(same(run.out())).isEqualTo(same(without.out()));
            assertThat(same(run.err())).isEqualTo(same(without.err()));
        }
        node.kill();
    }

    /** But for the time that it took. */
    private static String same(String output) {
        return output.replaceAll("\\d+ ms", "some ms").replaceAll("\"milliseconds\": *\\d+", "milliseconds");
    }
}
