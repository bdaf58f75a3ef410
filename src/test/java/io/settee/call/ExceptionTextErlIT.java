package io.settee.call;

import static io.settee.support.ErlCase.SOON;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.ErlangNode;
import io.settee.support.Callee;
import io.settee.support.ErlCase;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors in our words and in those of each release, {@code erl_error:format_exception/3}; OTP 23 has no such function. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#tcp")
@Timeout(60)
class ExceptionTextErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @Parameter
    ErlCase on;

    @Test
    void hasTheWordsOfErlang() throws Exception {
        try (ErlNode erl = on.erl(erlang, "words" + on.release()).start();
                ErlangNode node = on.settee(erlang, "j@127.0.0.1").start()) {
            Callee.start(erl);
            Rpc rpc = node.rpc(erl.name().toString()).within(SOON);
            for (String kind : List.of(
                    "badmatch",
                    "case_clause",
                    "if_clause",
                    "badarith",
                    "undef",
                    "function_clause",
                    "{error, badarg}",
                    "{error, {badarg, x}}",
                    "{error, {badkey, k}}",
                    "{error, {badmap, []}}",
                    "{error, {badfun, \"f\"}}",
                    "{error, {try_clause, 1.5}}",
                    "{error, {badrecord, r}}",
                    "{error, system_limit}",
                    "{error, timeout_value}",
                    "{error, {unbound, 'X'}}",
                    "{error, {nocatch, t}}",
                    "{error, {one, more, \"ours\"}}",
                    "{error, noproc}")) {
                var error = catchThrowableOfType(
                        RemoteErrorException.class, () -> rpc.call("callee", "fail", Term.parse(kind)));
                Term words = rpc.call("callee", "words", error.reason(), error.stack());
                assertThat(requireNonNull(error.getMessage()).lines().skip(1).collect(Collectors.joining("\n")))
                        .as(kind)
                        .isEqualTo(normal(((Binary) words).utf8()));
            }
        }
    }

    /** OTP 29 writes {@code file:line}, the others end a line without a place by a blank. */
    private static String normal(String words) {
        return words.replaceAll("(?m) +$", "").replaceAll("(?m)\\(([^()]*):(\\d+)\\)$", "($1, line $2)");
    }
}
