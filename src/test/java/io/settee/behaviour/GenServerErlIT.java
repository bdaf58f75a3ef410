package io.settee.behaviour;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers in Java, called by OTP's own functions. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class GenServerErlIT {
    private static final String S = "{calc,'j@127.0.0.1'}";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "server" + on.release() + (on.tls() ? "s" : "")).start();
        erl.eval("""
                Gone = fun Gone() -> case nodes(connected) of [] -> gone; _ -> timer:sleep(1), Gone() end end,
                Exit = fun(F) -> try F() catch exit:{R, _} -> {exit, R} end end,
                Down = fun(M) -> receive {'DOWN', M, process, _, R} -> R after 10000 -> no_down end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        node.start("calc", new Calc(atom("start")));
    }

    @AfterEach
    void close() {
        node.close();
        erl.eval("Gone()");
    }

    private static String call(String request) {
        return erl.eval("gen_server:call(" + S + ", " + request + ")");
    }

    @Test
    void answersCallsAndTakesCastsAndOtherMessages() {
        assertThat(call("41")).isEqualTo("42");
        assertThat(call("{echo, #{x => \"y\"}}")).isEqualTo("{echo,{echo,#{x => \"y\"}}}");
        assertThat(erl.eval("gen_server:cast(" + S + ", {new, 1}), gen_server:call(" + S + ", state)"))
                .isEqualTo("{new,1}");
        assertThat(erl.eval(S + " ! hello, gen_server:call(" + S + ", state)")).isEqualTo("{info,hello}");
        // Not quite calls and casts.
        assertThat(erl.eval(S + " ! {'$gen_call', self(), x}, gen_server:call(" + S + ", state)"))
                .startsWith("{info,{'$gen_call',<");
        assertThat(erl.eval("gen_server:abcast(['j@127.0.0.1'], calc, y), gen_server:call(" + S + ", state)"))
                .isEqualTo("y");
    }

    @Test
    void answersByPidToo() {
        assertThat(erl.eval("Pid = gen_server:call(" + S + ", pid), gen_server:call(Pid, 1)"))
                .isEqualTo("2");
    }

    @Test
    void answersLater() {
        assertThat(erl.eval("R = gen_server:send_request(" + S + ", later), "
                        + "gen_server:cast(" + S + ", answer), "
                        + "gen_server:receive_response(R, 10000)"))
                .isEqualTo("{reply,at_last}");
    }
}
