package io.settee.behaviour;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.call.From;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.concurrent.TimeUnit;
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

/** Servers in Java, called, inspected and ended by OTP's own functions. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class GenServerErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Calc calc;
    private JavaProcess process;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "server" + on.suffix()).start();
        erl.eval("""
                S = {calc, 'j@127.0.0.1'},
                Call = fun(Request) -> gen_server:call(S, Request, infinity) end,
                Exit = fun(F) -> try F() catch exit:{R, {gen_server, call, _}} -> {exit, R} end end,
                Down = fun(M) -> receive {'DOWN', M, process, _, R} -> R after 10000 -> no_down end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        start(atom("start"));
    }

    private void start(Term state) throws InterruptedException {
        calc = new Calc(state);
        process = node.start("calc", calc);
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    private static void expect(String expressions, String value) {
        assertThat(erl.eval(expressions)).as(expressions).isEqualTo(value);
    }

    /** It ends, and was told these two things about that. */
    private void endsTelling(String terminate, String ended) throws InterruptedException {
        assertThat(process.await(SOON)).isPresent();
        assertThat(calc.ends.stream().map(Term::toString))
                .containsExactly("{terminate," + terminate + "}", "{ended," + ended + "}");
    }

    @Test
    void answersCallsAndTakesCastsAndOtherMessages() {
        expect("Call(41)", "42");
        expect("Call({echo, #{x => \"y\"}})", "{echo,{echo,#{x => \"y\"}}}");
        expect("gen_server:call(Call(pid), 1)", "2");
        expect("gen_server:cast(S, {new, 1}), Call(state)", "{new,1}");
        expect("gen_server:abcast(['j@127.0.0.1'], calc, y), Call(state)", "y");
        expect("S ! hello, Call(state)", "{info,hello}");
        // Nearly a call.
        expect("S ! {'$gen_call', self(), x}, element(1, element(2, Call(state)))", "'$gen_call'");
    }

    @Test
    void answersManyAtOnceAndLater() {
        expect(
                "gen_server:multi_call(['j@127.0.0.1', node()], calc, 1)",
                "{[{'j@127.0.0.1',2}],['" + erl.name() + "']}");
        expect("""
                (fun(R) -> gen_server:cast(S, answer), gen_server:wait_response(R, 10000) end)\
                (gen_server:send_request(S, later))""", "{reply,at_last}");
        expect("Exit(fun() -> gen_server:call(S, never, 50) end)", "{exit,timeout}");
        expect("Call({delay, x}), (fun W() -> case Call(state) of {info, x} -> ok; _ -> W() end end)()", "ok");
        expect("Call(timeout), timer:sleep(200), Call(state)", "{info,timeout}");
    }

    @Test
    void tellsCallersAtOnceWhenItFails() throws Exception {
        String reason = erl.eval("Exit(fun() -> Call(fail) end)");
        assertThat(reason)
                .startsWith(
                        "{exit,{{'java.lang.IllegalStateException',<<\"as asked\">>},[{'io.settee.behaviour.Calc',handleCall,0,[{file,\"Calc.java\"},{line,");
        assertThat(process.await(SOON)).isPresent();
        assertThat(calc.ends).hasSize(2);
        expect("Exit(fun() -> Call(1) end)", "{exit,noproc}");
    }

    @Test
    void endsWithTheReasonsThatItGives() throws Exception {
        expect(
                "(fun(M) -> {Call({stop, {shutdown, x}}), Down(M)} end)(monitor(process, S))",
                "{stopping,{shutdown,x}}");
        endsTelling("{shutdown,x}", "{shutdown,x}");
        start(atom("again"));
        expect("Exit(fun() -> Call({exit, enough}) end)", "{exit,enough}");
        endsTelling("enough", "enough");
        start(atom("again"));
        expect("(fun(M) -> gen_server:cast(S, {stop, normal}), Down(M) end)(monitor(process, S))", "normal");
        endsTelling("normal", "normal");
        start(atom("fail_at_end"));
        assertThat(erl.eval("Exit(fun() -> Call({exit, enough}) end)"))
                .startsWith("{exit,{{'java.lang.IllegalStateException',<<\"at the end\">>},");
    }

    @Test
    void isStoppedByOtp() throws Exception {
        expect("gen_server:stop(S)", "ok");
        endsTelling("normal", "normal");
        start(atom("again"));
        expect(
                "(fun(M) -> {gen_server:stop(S, {shutdown, x}, 10000), Down(M)} end)(monitor(process, S))",
                "{ok,{shutdown,x}}");
        endsTelling("{shutdown,x}", "{shutdown,x}");
        expect("try gen_server:stop(S) catch exit:R1 -> R1 end", "noproc");
    }

    @Test
    void endsByExitSignalsAsProcessesDo() throws Exception {
        expect("(fun(P) -> M = monitor(process, P), exit(P, kill), Down(M) end)(Call(pid))", "killed");
        assertThat(process.await(SOON)).isPresent();
        assertThat(calc.ends).containsExactly(tuple(atom("ended"), atom("killed")));
        start(tuple(atom("trap"), atom("x")));
        expect(
                "(fun(P) -> exit(P, why), Call(state) end)(Call(pid))",
                "{info,{'EXIT'," + erl.eval("self()") + ",why}}");
        start2();
    }

    private void start2() throws InterruptedException {
        process.exit(atom("kill"));
        process.await();
        start(atom("linked"));
        expect("""
                (fun(P) -> {_, M} = spawn_monitor(fun() -> link(P), exit(P, ending), receive x -> x end end),
                    Down(M) end)(Call(pid))""", "ending");
    }

    @Test
    void endsWithItsParentWhenItTrapsExits() throws Exception {
        process.exit(atom("kill"));
        process.await();
        Mailbox parent = node.mailbox();
        calc = new Calc(tuple(atom("trap"), atom("x")));
        process = calc.start(node.newProcess().named("calc").linkedTo(parent));
        parent.close(atom("over"));
        endsTelling("over", "over");
    }

    @Test
    void isUpToOperators() {
        expect("sys:get_state(S)", "start");
        expect("Call({set, #{n => 1}}), sys:get_state(S, 5000)", "#{n => 1}");
        expect("""
                {status, P1, {module, gen_server}, [D1, running, P1, [], M1]} = sys:get_status(S),
                [{header, H1}, {data, [{"Status", running}, {"Parent", P1}, {"Logged events", []}]}, {data, L1}] = M1,
                {P1 =:= Call(pid), D1, H1, L1}""", """
                {true,[{'$initial_call',{'io.settee.behaviour.Calc',init,1}},\
                {'$ancestors',[]}],
                 "Status for generic server calc",
                 [{"State",#{n => 1}}]}""".replace("\n ", ""));
        expect(
                "sys:change_code(S, calc, undefined, [])",
                "{error,{unknown_system_msg,{change_code,calc,undefined,[]}}}");
    }

    @Test
    void hasItsStateReplacedByAFunThatRunsWhereItCameFrom() throws Exception {
        expect("sys:replace_state(S, fun(start) -> {node(), made} end)", "{'" + erl.name() + "',made}");
        expect("Call(state)", "{'" + erl.name() + "',made}");
        expect("sys:replace_state(S, fun erlang:tuple_size/1, 5000), Call(state)", "2");
        expect("sys:suspend(S), sys:replace_state(S, fun(N) -> N + 1 end), sys:resume(S), Call(state)", "3");
        // What goes wrong is the asker's alone.
        erl.eval(
                "Replace = fun(F) -> try sys:replace_state(S, F) catch error:{callback_failed, M, W} -> {M, W} end end");
        expect("Replace(fun(N) -> N + x end)", "{{gen_server,system_replace_state},{error,badarith}}");
        expect("Replace(fun(_) -> exit(enough) end)", "{{gen_server,system_replace_state},{exit,enough}}");
        expect("Replace(fun(_) -> throw(ball) end)", "{{gen_server,system_replace_state},{throw,ball}}");
        expect("Replace(no_fun)", "{{gen_server,system_replace_state},{error,{badfun,no_fun}}}");
        expect(
                "Replace(fun(_) -> none end)",
                "{{'io.settee.behaviour.Calc',replaceState},"
                        + "{error,{'java.lang.IllegalArgumentException',<<\"no state: none\">>}}}");
        expect("Call(state)", "3");
        node.start("closed", new Closed());
        assertThat(erl.eval("try sys:replace_state({closed, 'j@127.0.0.1'}, fun(X) -> X end) "
                        + "catch error:{callback_failed, M2, {error, {W2, T2}}} -> {M2, W2, T2} end"))
                .contains("replaceState},'java.lang.UnsupportedOperationException',<<\"the state of ");
    }

    /** A server whose state is its own. */
    private static final class Closed extends GenServer {
        @Override
        protected Reply handleCall(Term request, From from) {
            return Reply.of(request);
        }
    }

    @Test
    void printsItsEventsToItsGroupLeader() throws Exception {
        erl.eval("""
                Leader = fun Leader() -> receive {io_request, From, As, {put_chars, unicode, Text}} ->
                        evaluator ! {printed, unicode:characters_to_list(Text)}, From ! {io_reply, As, ok}, Leader() end end,
                Printed = fun() -> receive {printed, Line} -> Line after 10000 -> nothing end end,
                register(evaluator, self()), group_leader(spawn(Leader), Call(pid)), Call(1)""");
        String us = "#Pid<'" + erl.name() + "'" + erl.eval("self()").substring(2);
        expect("sys:trace(S, true), Call({set, 7}), gen_server:cast(S, 8), S ! \"nine\", sys:trace(S, false)", "ok");
        expect("Printed()", "\"*DBG* calc got call {set,7} from " + us + "\\n\"");
        expect("Printed()", "\"*DBG* calc sent start to " + us + ", new state 7\\n\"");
        expect("Printed()", "\"*DBG* calc got cast 8\\n\"");
        expect("Printed()", "\"*DBG* calc new state 8\\n\"");
        expect("Printed()", "\"*DBG* calc got \\\"nine\\\"\\n\"");
        expect("Printed()", "\"*DBG* calc new state {info,\\\"nine\\\"}\\n\"");
        expect("sys:log(S, {true, 2}), gen_server:cast(S, 10), sys:log(S, print), [Printed(), Printed()]", """
                ["*DBG* calc got cast 10\\n","*DBG* calc new state 10\\n"]""");
        // One that is gone holds up nothing.
        erl.eval("group_leader(spawn(fun() -> ok end), Call(pid)), sys:trace(S, true)");
        expect("Call(1), Call(2), sys:no_debug(S)", "ok");
        erl.eval("unregister(evaluator)");
    }

    @Test
    void queuesWhileItIsSuspended() throws Exception {
        expect("sys:suspend(S)", "ok");
        expect("element(2, {status, suspended} = {status, lists:nth(2, element(4, sys:get_status(S)))})", "suspended");
        expect(
                "gen_server:cast(S, one), S ! two, put(request, gen_server:send_request(S, state)), sys:get_state(S)",
                "start");
        expect("sys:change_code(S, calc, undefined, [])", "{error,notsup}");
        expect("sys:resume(S)", "ok");
        expect("gen_server:wait_response(get(request), 10000)", "{reply,{info,two}}");
        expect("sys:suspend(S), gen_server:stop(S)", "ok");
        endsTelling("normal", "normal");
    }

    @Test
    void countsAndKeepsItsMessages() {
        expect("sys:statistics(S, get)", "{ok,no_statistics}");
        expect(
                "sys:statistics(S, true), Call(1), Call(1), gen_server:cast(S, x), Call(1), "
                        + "{ok, Counts} = sys:statistics(S, get), [proplists:get_value(K, Counts) || K <- [messages_in, messages_out]]",
                "[4,3]");
        // Asked for once more, they are not begun anew.
        expect(
                "sys:statistics(S, true), {ok, Counts2} = sys:statistics(S, get), proplists:get_value(messages_in, Counts2)",
                "4");
        expect("{{_, _, _}, {_, _, _}} = proplists:get_value(start_time, Counts), sys:statistics(S, false)", "ok");
        expect(
                "sys:log(S, {true, 2}), Call(1), gen_server:cast(S, y), sys:log(S, get)",
                "{ok,[{in,{'$gen_cast',y}},{noreply,y}]}");
        expect("sys:log(S, false), sys:trace(S, true), Call(1), sys:trace(S, false)", "ok");
        expect("sys:install(S, {fun(St, _, _) -> St end, x})", "{error,notsup}");
        expect("sys:log_to_file(S, \"/tmp/x\")", "{error,open_file}");
        expect("sys:no_debug(S)", "ok");
        expect("sys:statistics(S, nonsense)", "unknown_debug");
    }

    @Test
    void isLinkedToAndMonitoredFromOutside() throws Exception {
        expect(
                "(fun(P, Me) -> put(watch, {monitor(process, P), monitor(process, S), spawn_monitor(fun() -> link(P), Me ! linked, receive x -> x end end)}) end)"
                        + "(Call(pid), self()), receive linked -> Call(1) end",
                "2");
        calc.submit(() -> {
                    calc.stop(atom("enough"));
                    return null;
                })
                .get(10, TimeUnit.SECONDS);
        expect("{A1, B1, {_, C1}} = get(watch), [Down(A1), Down(B1), Down(C1)]", "[enough,enough,enough]");
    }

    @Test
    void leavesNoCallerWaitingWhenItsNodeIsKilled() throws Exception {
        erl.eval("Self = self(), spawn(fun() -> Self ! {got, Exit(fun() -> Call(never) end)} end), Call(1)");
        node.close();
        assertThat(erl.eval("receive {got, Got} -> Got after 10000 -> none end"))
                .isIn("{exit,{nodedown,'j@127.0.0.1'}}", "{exit,noconnection}", "{exit,shutdown}");
    }
}
