package io.settee.export;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OTP's tool {@code erl_call}, a node written in C, that of OTP 25: those of releases that were fetched for the tests do not start by themselves. */
@Timeout(60)
class ErlCallErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static String erlCall(String... arguments) throws Exception {
        Path program = ErlReleases.of(25).root().resolve("bin/erl_call");
        var command = new ArrayList<>(
                List.of(program.toString(), "-c", "settee-it", "-name", "j@127.0.0.1", "-timeout", "20"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ERL_EPMD_PORT", Integer.toString(erlang.epmdPort()));
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    @Test
    void callsFunctionsOfOurs() throws Exception {
        Exports exports = Exports.NONE
                .function("clouseau", "service", 2, call -> tuple(atom("ok"), call.arg(0), call.arg(1)))
                .function("clouseau", "version", 0, call -> atom("v1"));
        try (ErlangNode node = new ErlCase(25, false)
                .settee(erlang, "j@127.0.0.1")
                .exports(exports)
                .start()) {
            assertThat(erlCall("-a", "clouseau service [list, \"x\"]")).isEqualTo("{ok, list, \"x\"}");
            assertThat(erlCall("-a", "clouseau version")).isEqualTo("v1");
            assertThat(erlCall("-a", "clouseau none"))
                    .isEqualTo("{badrpc, {'EXIT', {undef, [{clouseau, none, [], []}]}}}");
            // erlang:halt/0
            assertThat(erlCall("-q")).isEmpty();
            assertThat(node.exportStatistics().undefined()).isEqualTo(1);
            assertThat(node.exportStatistics().refused()).isEqualTo(1);
            assertThat(node.ping("j@127.0.0.1", ErlCase.SOON)).isTrue();
        }
    }
}
