package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code settee ping}, and what every command says that cannot reach its node. */
@ParameterizedClass(name = "{0}")
@MethodSource("cases")
class PingErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static ErlNode node;
    private static Path vmArgs;

    @Parameter
    private ErlCase erlCase;

    /** The release hardly matters: one that speaks TLS 1.2, one that speaks 1.3. */
    static Stream<ErlCase> cases() {
        return Stream.of(new ErlCase(25, false), new ErlCase(27, true), new ErlCase(29, true));
    }

    @BeforeParameterizedClassInvocation
    static void startNode(ErlCase erlCase) throws IOException {
        node = erlCase.erl(erlang, "pinged" + erlCase.suffix()).start();
        vmArgs = Files.writeString(
                dir.resolve(erlCase.suffix()),
                "-setcookie settee-it\n" + erlCase.vmArgs() + "\n-env ERL_EPMD_PORT " + erlang.epmdPort());
    }

    private static CommandRun ping(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("ping", "--vm-args", vmArgs.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    @Test
    void saysOverWhichCarrierANodeAnswers() {
        CommandRun pinged = ping(node.name().toString());

        assertThat(pinged.status()).as("%s", pinged).isZero();
        assertThat(pinged.out())
                .startsWith(node.name() + ": pong after ")
                .contains(erlCase.tls() ? " over tls (TLSv1." : " over tcp at 127.0.0.1:");
        assertThat(pinged.err()).isEmpty();
    }

    @Test
    void saysTheSameToPrograms() {
        String nobody = "nobody@127.0.0.1";
        CommandRun pinged = ping(node.name().toString(), nobody, "--json");

        assertThat(pinged.status()).isEqualTo(3);
        List<JsonObject> views = JsonParser.parseString(pinged.out()).getAsJsonArray().asList().stream()
                .map(view -> view.getAsJsonObject())
                .toList();
        assertThat(views.getFirst().get("answered").getAsBoolean()).isTrue();
        assertThat(views.getFirst().get("carrier").getAsString()).isEqualTo(erlCase.tls() ? "tls" : "tcp");
        assertThat(views.getFirst().has("certificate")).isEqualTo(erlCase.tls());
        assertThat(views.getLast().get("node").getAsString()).isEqualTo(nobody);
        assertThat(views.getLast().get("problem").getAsString()).endsWith("It cannot work: epmd.");
        assertThat(pinged.err()).isEmpty();
    }

    @Test
    void endsWithTheVerdictWhenTheCookieIsAnother() {
        CommandRun pinged = ping("--cookie", "wrong", node.name().toString());

        assertThat(pinged.status()).isEqualTo(3);
        assertThat(pinged.out()).isEmpty();
        assertThat(pinged.err())
                .startsWith("settee: no connection to " + node.name() + ", step by step:")
                .containsPattern("fine +epmd .*by EPMD it listens at port")
                .contains("Ours is from --cookie.")
                .endsWith("It cannot work: cookie." + System.lineSeparator());
    }

    @Test
    void endsWithTheVerdictWhenTheCarrierIsAnother() throws IOException {
        Path other = Files.writeString(
                dir.resolve("other" + erlCase.suffix()),
                "-setcookie settee-it\n" + erlCase.otherCarrier().vmArgs() + "\n-env ERL_EPMD_PORT "
                        + erlang.epmdPort());
        CommandRun pinged =
                CommandRun.of("ping", "--vm-args", other.toString(), node.name().toString());

        assertThat(pinged.status()).isEqualTo(3);
        assertThat(pinged.err())
                .contains(erlCase.tls() ? "it listens for TLS only" : "it listens for plain TCP only")
                .contains("-proto_dist inet_tls")
                .endsWith("It cannot work: protocol." + System.lineSeparator());
    }

    /** One name is made and given to all that come after each other, so the atoms do not become more. */
    @Test
    void takesTheSameNameAgain() {
        ping(node.name().toString());
        String known = node.eval("lists:sort(nodes(known))");
        for (int i = 0; i < 3; i++) ping(node.name().toString());

        assertThat(node.eval("lists:sort(nodes(known))")).isEqualTo(known);
    }
}
