package io.settee.export;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.node.NodeEvent;
import io.settee.process.ProcessExit;
import io.settee.support.ErlCase;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions of ours called from real nodes by {@code rpc} and {@code erpc}, by {@code rex}, and spawned. Wherever OTP would wait for ever, these tests let it. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class CalledErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    /** The threads of {@code calc:sleep/0} that were interrupted. */
    private static final BlockingQueue<Pid> interrupted = new LinkedBlockingQueue<>();

    private static final Exports EXPORTS = Exports.NONE
            .function("calc", "add", 2, call -> integer(number(call.arg(0)) + number(call.arg(1))))
            .function("calc", "echo", 1, call -> call.arg(0))
            .function("calc", "fail", 1, call -> {
                throw new IllegalStateException("no " + call.arg(0));
            })
            .function("calc", "exit", 1, call -> {
                throw new ProcessExit(call.arg(0));
            })
            .function("calc", "throw", 1, call -> {
                throw new ErlangThrow(call.arg(0));
            })
            .function("calc", "error", 1, call -> {
                throw new ErlangError(call.arg(0));
            })
            .function("calc", "print", 1, call -> {
                call.output().println("Grüße, " + call.arg(0));
                return atom("ok");
            })
            .function(
                    "calc",
                    "who",
                    0,
                    call -> tuple(
                            call.caller(),
                            atom(call.node().toString()),
                            call.groupLeader().orElseThrow()))
            .function("calc", "next", 1, call -> {
                started(call);
                return call.mailbox().receive();
            })
            .function("calc", "sleep", 1, call -> {
                started(call);
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.add(call.mailbox().self());
                    throw e;
                }
                return atom("slept");
            });

    private static ErlNode erl;
    private static ErlangNode node;

    @Parameter
    ErlCase on;

    /** Tells the one whom the argument names which process makes this call. */
    private static void started(Call call) throws InterruptedException {
        call.mailbox()
                .send((Pid) call.arg(0), tuple(atom("started"), call.mailbox().self()));
    }

    private static long number(Term term) {
        return ((Int.Small) term).value();
    }

    @BeforeParameterizedClassInvocation
    static void start(ErlCase on) throws InterruptedException {
        erl = on.erl(erlang, "caller" + on.suffix()).start();
        node = on.settee(erlang, "j@127.0.0.1").exports(EXPORTS).start();
        erl.eval("""
                J = 'j@127.0.0.1',
                Class = fun(F) -> try F() of V -> {value, V} catch C:R -> {C, R} end end,
                Down = fun(Ref) -> receive {'DOWN', Ref, process, _, Reason} -> Reason end end,
                Started = fun() -> receive {started, Pid} -> Pid end end,
                Parallel = fun(N, F) ->
                    Me = self(),
                    Pids = [spawn_link(fun() -> Me ! {self(), F(I)} end) || I <- lists:seq(1, N)],
                    [receive {P, V} -> V end || P <- Pids]
                end""");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        node.close();
        erl.kill();
    }

    @BeforeEach
    void forget() {
        interrupted.clear();
    }

    private static void expect(String expression, String value) {
        assertThat(erl.eval(expression)).isEqualTo(value);
    }

    @Test
    void returnsValues() {
        expect("rpc:call(J, calc, add, [1, 2])", "3");
        expect("rpc:call(J, calc, add, [1, 2], 5000)", "3");
        expect("rpc:block_call(J, calc, add, [1, 2])", "3");
        expect("rpc:block_call(J, calc, add, [1, 2], 5000)", "3");
        expect("rpc:multicall([J], calc, add, [1, 2])", "{[3],[]}");
        expect("rpc:multicall([J, 'none@127.0.0.1'], calc, add, [1, 2], 5000)", "{[3],['none@127.0.0.1']}");
        expect("rpc:yield(rpc:async_call(J, calc, add, [1, 2]))", "3");
        expect("erpc:call(J, calc, add, [1, 2])", "3");
        expect("erpc:call(J, calc, add, [1, 2], 5000)", "3");
        expect("erpc:multicall([J, J], calc, add, [1, 2])", "[{ok,3},{ok,3}]");
        expect("erpc:receive_response(erpc:send_request(J, calc, add, [1, 2]))", "3");
        expect("erpc:wait_response(erpc:send_request(J, calc, add, [1, 2]), infinity)", "{response,3}");
        expect("erpc:call(J, erlang, apply, [fun calc:echo/1, [\"text\"]])", "\"text\"");
        expect("erpc:call(J, erlang, apply, [calc, echo, [[1]]])", "[1]");
        expect("size(rpc:call(J, calc, echo, [<<0:8000000>>]))", "1000000");
    }

    private static final String JAVA_ERROR =
            "{'java.lang.IllegalStateException',<<\"no x\">>},[{'io.settee.export.CalledErlIT',";

    @Test
    void raisesWhatTheFunctionRaisesByErpc() {
        expect("Class(fun() -> erpc:call(J, calc, throw, [x]) end)", "{throw,x}");
        expect("Class(fun() -> erpc:call(J, calc, exit, [x]) end)", "{exit,{exception,x}}");
        assertThat(erl.eval("Class(fun() -> erpc:call(J, calc, error, [x]) end)"))
                .startsWith("{error,{exception,x,[{'io.settee.export.CalledErlIT',")
                .contains("{file,\"CalledErlIT.java\"},{line,");
        assertThat(erl.eval("Class(fun() -> erpc:call(J, calc, fail, [x]) end)"))
                .startsWith("{error,{exception," + JAVA_ERROR);
        expect("Class(fun() -> erpc:call(J, calc, none, [x]) end)", "{error,{exception,undef,[{calc,none,[x],[]}]}}");
        expect("Class(fun() -> erpc:call(J, calc, add, [x]) end)", "{error,{exception,undef,[{calc,add,[x],[]}]}}");
        expect(
                "Class(fun() -> erpc:call(J, calc, add, [1 | 2]) end)",
                "{error,{exception,badarg,[{erlang,apply,[calc,add,[1|2]],[]}]}}");
        assertThat(erl.eval("Class(fun() -> erpc:call(J, fun() -> x end) end)"))
                .startsWith("{error,{exception,undef,[{#Fun<erl_eval.");
        assertThat(erl.eval("erpc:multicall([J, J], calc, exit, [x])"))
                .isEqualTo("[{exit,{exception,x}},{exit,{exception,x}}]");
    }

    @Test
    void returnsWhatTheFunctionRaisesByRpc() {
        for (String call : List.of("call", "block_call")) {
            expect("rpc:" + call + "(J, calc, throw, [x])", "x");
            expect("rpc:" + call + "(J, calc, exit, [x])", "{badrpc,{'EXIT',x}}");
            assertThat(erl.eval("rpc:" + call + "(J, calc, error, [x])"))
                    .startsWith("{badrpc,{'EXIT',{x,[{'io.settee.export");
            assertThat(erl.eval("rpc:" + call + "(J, calc, fail, [x])")).startsWith("{badrpc,{'EXIT',{" + JAVA_ERROR);
            expect("rpc:" + call + "(J, calc, none, [x])", "{badrpc,{'EXIT',{undef,[{calc,none,[x],[]}]}}}");
        }
        expect(
                "rpc:call(J, observer_backend, sys_info, [])",
                "{badrpc,{'EXIT',{undef,[{observer_backend,sys_info,[],[]}]}}}");
        expect("rpc:call(J, calc, echo, [{'EXIT', x}])", "{badrpc,{'EXIT',x}}");
    }

    @Test
    void passesTheCallerOn() {
        expect("erpc:call(J, calc, who, []) =:= {self(), node(), group_leader()}", "true");
        expect("rpc:block_call(J, calc, who, []) =:= {self(), node(), group_leader()}", "true");
    }

    @Test
    void printsWhereTheCallerPrints() {
        for (String call : List.of("erpc:call", "rpc:call", "rpc:block_call")) {
            String name = call.replace(':', '_');
            expect(call + "(J, calc, print, [" + name + "])", "ok");
            assertThat(erl.awaitOutput("Gr.*e, " + name)).endsWith(name);
        }
        // To the group leader of our own node, for a caller that has none.
        expect("{rex, J} ! {self(), {call, calc, print, [x], user}}, receive {rex, Printed} -> Printed end", "ok");
    }

    @Test
    void castsWithoutAnAnswer() {
        for (String cast : List.of("rpc:cast", "rpc:eval_everywhere", "erpc:cast", "erpc:multicast")) {
            String to = cast.endsWith("cast") && !cast.endsWith("multicast") ? "J" : "[J]";
            expect("""
                    (fun() ->
                        %s(%s, calc, next, [self()]),
                        P = Started(), R = monitor(process, P), P ! x, Down(R)
                    end)()""".formatted(cast, to), "normal");
        }
    }

    @Test
    void answersTheCallsOfNodesThatDoNotSpawn() {
        expect("{rex, J} ! {self(), {call, calc, add, [1, 2], user}}, receive {rex, Three} -> Three end", "3");
        expect(
                "{rex, J} ! {self(), {call, calc, none, [], user}}, receive {rex, Bad} -> Bad end",
                "{badrpc,{'EXIT',{undef,[{calc,none,[],[]}]}}}");
        expect("gen_server:call({rex, J}, {call, calc, add, [1, 2], group_leader()}, infinity)", "3");
        expect(
                "{rex, J} ! {self(), features_request}, receive {features_reply, _, _} = F -> F end",
                "{features_reply,'j@127.0.0.1',[erpc]}");
    }

    @Test
    void broadcastsToNames() throws Exception {
        try (var box = node.mailbox("box")) {
            expect("rpc:sbcast([J], box, hello)", "{['j@127.0.0.1'],[]}");
            assertThat(box.receive(SOON)).contains(atom("hello"));
            expect("rpc:sbcast([J], nobody, hello)", "{[],['j@127.0.0.1']}");
            expect("rpc:abcast([J], box, hello)", "abcast");
            assertThat(box.receive(SOON)).contains(atom("hello"));
        }
    }

    @Test
    void spawnsProcesses() {
        expect(
                "begin P1 = spawn(J, calc, next, [self()]), P1 = Started(), R1 = monitor(process, P1), P1 ! go, Down(R1) end",
                "normal");
        expect(
                "begin {P2, R2} = spawn_opt(J, calc, next, [self()], [monitor]), P2 = Started(), P2 ! go, Down(R2) end",
                "normal");
        expect("""
                begin
                    process_flag(trap_exit, true),
                    P3 = spawn_link(J, calc, exit, [why]),
                    Exit = receive {'EXIT', P3, Why} -> Why end,
                    process_flag(trap_exit, false),
                    Exit
                end""", "why");
        expect(
                "begin P4 = spawn_link(J, calc, next, [self()]), P4 = Started(), R4 = monitor(process, P4), unlink(P4), exit(P4, stop), Down(R4) end",
                "stop");
        expect("begin {_, R5} = spawn_opt(J, calc, throw, [x], [monitor]), Down(R5) end", "{{nocatch,x},[]}");
        assertThat(erl.eval("begin {_, R6} = spawn_opt(J, calc, fail, [x], [monitor]), Down(R6) end"))
                .startsWith("{" + JAVA_ERROR);
        expect(
                "begin {_, R7} = spawn_opt(J, calc, none, [x], [monitor]), Down(R7) end",
                "{undef,[{calc,none,[x],[]}]}");
        expect("begin P8 = proc_lib:spawn(J, calc, next, [self()]), P8 = Started(), P8 ! go, ok end", "ok");
        assertThat(erl.eval("begin {_, R9} = spawn_opt(J, fun() -> x end, [monitor]), Down(R9) end"))
                .startsWith("{undef,[{#Fun<erl_eval.");
    }

    @Test
    void answersSpawnRequestsBeforeAnythingElse() {
        expect("""
                begin
                    process_flag(trap_exit, true),
                    Requests = [spawn_request(J, calc, exit, [N], [monitor, link, {reply_tag, N}]) || N <- lists:seq(1, 200)],
                    Seen = [begin
                        receive {N, R, ok, Pid} when is_pid(Pid) -> ok end,
                        receive {'EXIT', Pid, N} -> ok end,
                        receive {'DOWN', R, process, Pid, N} -> ok end
                     end || {N, R} <- lists:zip(lists:seq(1, 200), Requests)],
                    process_flag(trap_exit, false),
                    lists:usort(Seen)
                end""", "[ok]");
        expect(
                "begin B1 = spawn_request(J, calc, echo, [x], [nonsense]), receive {spawn_reply, B1, error, Bad1} -> Bad1 end end",
                "badopt");
        assertThat(node.peers()).hasSize(1);
    }

    @Test
    void servesManyCallersAtOnce() {
        expect(
                "lists:usort(Parallel(64, fun(I) -> lists:usort([erpc:call(J, calc, add, [I, N]) - N || N <- lists:seq(1, 50)]) =:= [I] end))",
                "[true]");
        // All of them at once: none ends before the last one has begun.
        expect("""
                begin
                    Me = self(),
                    [spawn(fun() -> Me ! {done, rpc:call(J, calc, next, [Me])} end) || _ <- lists:seq(1, 64)],
                    Servers = [Started() || _ <- lists:seq(1, 64)],
                    [S ! go || S <- Servers],
                    lists:usort([receive {done, X} -> X end || _ <- Servers])
                end""", "[go]");
        expect("lists:usort(Parallel(64, fun(I) -> rpc:block_call(J, calc, echo, [I]) =:= I end))", "[true]");
    }

    @Test
    void interruptsAFunctionThatIsKilled() throws Exception {
        String kill = """
                begin
                    Killer%1$d = spawn(fun() -> receive {started, P} -> exit(P, kill) end end),
                    Class(fun() -> %2$s(J, calc, sleep, [Killer%1$d]) end)
                end""";
        expect(kill.formatted(1, "erpc:call"), "{exit,{signal,killed}}");
        assertThat(interrupted.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        expect(kill.formatted(2, "rpc:call"), "{value,{badrpc,{'EXIT',killed}}}");
        assertThat(interrupted.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        expect(kill.formatted(3, "rpc:block_call"), "{value,{badrpc,{'EXIT',killed}}}");
        assertThat(interrupted.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
    }

    /** As on a BEAM: the called function neither knows nor cares. */
    @Test
    void goesOnWhenTheCallerIsKilled() {
        expect("""
                begin
                    Self = self(),
                    Caller = spawn(fun() -> erpc:call(J, calc, next, [Self]) end),
                    Server = Started(),
                    R = monitor(process, Server),
                    exit(Caller, kill),
                    Server ! late,
                    {_, return, Late} = Down(R),
                    Late
                end""", "late");
    }

    @Test
    void goesOnWhenTheCallersNodeIsKilled() throws Exception {
        erl.eval("register(evaluator, self())");
        try (ErlNode other = on.erl(erlang, "doomed" + on.suffix()).start()) {
            other.eval("Witness = rpc:call('" + erl.name() + "', erlang, whereis, [evaluator]),"
                    + "spawn(fun() -> erpc:call('j@127.0.0.1', calc, next, [Witness]) end)");
            erl.eval("Orphan = Started(), OrphanEnd = monitor(process, Orphan)");
            var events = ErlCase.events(node);
            other.kill();
            assertThat(events.next(NodeEvent.PeerDown.class).peer().node()).isEqualTo(other.name());
        }
        expect("Orphan ! late, {_, return, Kept} = Down(OrphanEnd), Kept", "late");
        await().atMost(SOON).until(() -> node.exportStatistics().running() == 0);
    }

    @Test
    void leavesNobodyWaitingWhenTheNodeStops() throws Exception {
        try (ErlangNode other =
                on.settee(erlang, "k@127.0.0.1").exports(EXPORTS).start()) {
            erl.eval("""
                    Mine = self(),
                    Calls = [spawn_monitor(fun() -> exit(Class(F)) end) || F <- [
                        fun() -> erpc:call('k@127.0.0.1', calc, sleep, [Mine]) end,
                        fun() -> rpc:call('k@127.0.0.1', calc, sleep, [Mine]) end,
                        fun() -> rpc:block_call('k@127.0.0.1', calc, sleep, [Mine]) end]],
                    [Started() || _ <- Calls]""");
        }
        expect(
                "[Down(R) || {_, R} <- Calls]",
                "[{error,{erpc,noconnection}},{value,{badrpc,nodedown}},{value,{badrpc,nodedown}}]");
        for (int i = 0; i < 3; i++)
            assertThat(interrupted.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
    }

    @Test
    void refusesMoreCallsThanMayRun() {
        node.export(EXPORTS.limits(new Limits(10, 1)));
        try {
            erl.eval("spawn(J, calc, next, [self()]), Busy = Started()");
            expect("Class(fun() -> erpc:call(J, calc, echo, [x]) end)", "{error,{erpc,system_limit}}");
            expect("rpc:call(J, calc, echo, [x])", "{badrpc,{'EXIT',system_limit}}");
            expect("rpc:block_call(J, calc, echo, [x])", "{badrpc,{'EXIT',system_limit}}");
            expect(
                    "begin S1 = spawn_request(J, calc, echo, [x], []), receive {spawn_reply, S1, error, Limit} -> Limit end end",
                    "system_limit");
            assertThat(node.exportStatistics().running()).isEqualTo(1);
            assertThat(node.exportStatistics().overLimit()).isGreaterThanOrEqualTo(4);
            erl.eval("B = monitor(process, Busy), Busy ! go, Down(B)");
        } finally {
            node.export(EXPORTS);
        }
        expect("erpc:call(J, calc, echo, [x])", "x");
    }

    @Test
    void refusesNodesThatAreNotAllowed() {
        node.export(EXPORTS.allow("friend@127.0.0.1"));
        try {
            String reason = "{refused,<<\"" + erl.name() + " may call nothing here\">>}";
            expect("Class(fun() -> erpc:call(J, calc, echo, [x]) end)", "{error,{erpc," + reason + "}}");
            expect("rpc:call(J, calc, echo, [x])", "{badrpc,{'EXIT'," + reason + "}}");
            expect("rpc:block_call(J, calc, echo, [x])", "{badrpc,{'EXIT'," + reason + "}}");
            expect("begin {_, A1} = spawn_opt(J, calc, echo, [x], [monitor]), Down(A1) end", reason);
        } finally {
            node.export(EXPORTS);
        }
    }

    @Test
    void asksTheInterceptorAroundEveryCall() {
        var seen = new LinkedBlockingQueue<String>();
        node.export(EXPORTS.intercept((call, function) -> {
                    seen.add("first " + call.function() + " " + call.args());
                    return function.apply(call);
                })
                .intercept((call, function) -> {
                    seen.add("second");
                    if (call.function().function().equals("exit")) throw new RefusedException("not you");
                    Term value = function.apply(call);
                    return tuple(atom("seen"), value);
                }));
        try {
            expect("rpc:call(J, calc, echo, [x])", "{seen,x}");
            expect("Class(fun() -> erpc:call(J, calc, exit, [x]) end)", "{error,{erpc,{refused,<<\"not you\">>}}}");
            expect("rpc:call(J, calc, none, [x])", "{badrpc,{'EXIT',{undef,[{calc,none,[x],[]}]}}}");
            assertThat(seen).containsExactly("first calc:echo/1 [x]", "second", "first calc:exit/1 [x]", "second");
        } finally {
            node.export(EXPORTS);
        }
    }
}
