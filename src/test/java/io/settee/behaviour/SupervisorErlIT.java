package io.settee.behaviour;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.behaviour.ChildSpec.Restart;
import io.settee.behaviour.Supervisor.Strategy;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
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

/** Supervisors in Java, inspected and commanded by OTP's own functions. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class SupervisorErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;

    /** What children have done, each {@code {started | ended, Name}}. */
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "sup" + on.suffix()).start();
        erl.eval("""
                Sup = {sup, 'j@127.0.0.1'},
                Ask = fun(Name, Request) -> gen_server:call({Name, 'j@127.0.0.1'}, Request) end,
                Down = fun(M) -> receive {'DOWN', M, process, _, R} -> R after 10000 -> no_down end end,
                Fail = fun(Name) -> P = Ask(Name, pid), M = monitor(process, P), gen_server:cast(P, fail), Down(M), P end,
                Back = fun Back(Id, Old) -> case lists:keyfind(Id, 1, supervisor:which_children(Sup)) of
                    {Id, P, _, _} when is_pid(P), P =/= Old -> P; _ -> timer:sleep(1), Back(Id, Old) end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    private static void expect(String expressions, String value) {
        assertThat(erl.eval(expressions)).as(expressions).isEqualTo(value);
    }

    /** A server that tells of its start and its end. */
    private ChildSpec worker(String name) {
        return ChildSpec.server(name, () -> new Calc(tuple(atom("trap"), atom(name))) {
                    @Override
                    protected void init() throws Exception {
                        super.init();
                        told.add("+" + name);
                    }

                    @Override
                    protected void ended(Term reason) {
                        told.add("-" + name);
                    }
                })
                .named(name);
    }

    private String told(int count) throws InterruptedException {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) text.append(told.take());
        return text.toString();
    }

    private JavaProcess start(Supervisor supervisor) throws InterruptedException {
        return node.start("sup", supervisor);
    }

    @Test
    void isASupervisorToOtp() throws Exception {
        start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(worker("a").shutdown(Duration.ofMillis(100)))
                .child(ChildSpec.process("b", Mailbox::receive)
                        .restart(Restart.TRANSIENT)
                        .shutdown(new ChildSpec.Shutdown.BrutalKill()))
                .child(ChildSpec.supervisor("c", () -> Supervisor.of(Strategy.ONE_FOR_ALL))));
        expect("""
                [{c, C, supervisor, [supervisor]}, {b, B, worker, [_]}, {a, A, worker, [gen_server]}] = supervisor:which_children(Sup),
                {is_pid(C), is_pid(B), A =:= Ask(a, pid), supervisor:which_children(C)}""", "{true,true,true,[]}");
        expect("supervisor:count_children(Sup)", "[{specs,3},{active,3},{supervisors,1},{workers,2}]");
        expect("""
                supervisor:get_childspec(Sup, a) =:= {ok, #{id => a, start => {gen_server, start, []}, restart => permanent,
                    significant => false, shutdown => 100, type => worker, modules => [gen_server]}}""", "true");
        expect(
                "{ok, #{restart := R1, shutdown := S1}} = supervisor:get_childspec(Sup, B), {R1, S1}",
                "{transient,brutal_kill}");
        expect("supervisor:get_childspec(Sup, z)", "{error,not_found}");
        // supervisor:which_child/2, which OTP has since 28.
        expect(
                "[gen_server:call(Sup, {which_child, Id}) || Id <- [a, z]] =:= [{ok, {a, A, worker, [gen_server]}}, {error, not_found}]",
                "true");
        expect("supervisor:start_child(Sup, #{id => x, start => {x, y, []}})", "{error,notsup}");
        expect(
                "[supervisor:F(Sup, Id) || F <- [restart_child, delete_child], Id <- [a, z]]",
                "[{error,running},{error,not_found},{error,running},{error,not_found}]");
        expect(
                "[supervisor:terminate_child(Sup, a), supervisor:terminate_child(Sup, a), supervisor:terminate_child(Sup, z)]",
                "[ok,ok,{error,not_found}]");
        expect("lists:keyfind(a, 1, supervisor:which_children(Sup))", "{a,undefined,worker,[gen_server]}");
        expect("{ok, A2} = supervisor:restart_child(Sup, a), {A2 =:= Ask(a, pid), A2 =:= A}", "{true,false}");
        expect(
                "[supervisor:terminate_child(Sup, b), supervisor:delete_child(Sup, b), supervisor:count_children(Sup)]",
                "[ok,ok,[{specs,2},{active,2},{supervisors,1},{workers,1}]]");
        expect(
                "{status, _, {module, gen_server}, [[{'$initial_call', I1} | _] | _]} = sys:get_status(Sup), I1",
                "{supervisor,init,1}");
        expect("#{strategy := St1} = sys:get_state(Sup), St1", "one_for_one");
        expect("gen_server:call(Sup, nonsense)", "{error,{unknown_call,nonsense}}");
    }

    @Test
    void startsInOrderAndEndsInTheOtherOrder() throws Exception {
        JavaProcess sup = start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(worker("a"))
                .child(worker("b"))
                .child(worker("c")));
        assertThat(told(3)).isEqualTo("+a+b+c");
        expect("gen_server:stop(Sup, shutdown, 10000)", "ok");
        assertThat(sup.await(SOON)).contains(atom("shutdown"));
        assertThat(told(3)).isEqualTo("-c-b-a");
        assertThat(node.registered()).containsExactly("net_kernel");
    }

    @Test
    void restartsTheOneTheRestOrAll() throws Exception {
        for (Strategy strategy : new Strategy[] {Strategy.ONE_FOR_ONE, Strategy.REST_FOR_ONE, Strategy.ONE_FOR_ALL}) {
            JavaProcess sup = start(Supervisor.of(strategy)
                    .child(worker("a"))
                    .child(worker("b"))
                    .child(worker("c")));
            assertThat(told(3)).isEqualTo("+a+b+c");
            expect("(fun(Old) -> New = Back(b, Old), Ask(b, pid) =:= New end)(Fail(b))", "true");
            switch (strategy) {
                case ONE_FOR_ONE -> assertThat(told(2)).isEqualTo("-b+b");
                case REST_FOR_ONE -> assertThat(told(4)).isEqualTo("-b-c+b+c");
                default -> assertThat(told(6)).isEqualTo("-b-c-a+a+b+c");
            }
            killWithChildren(sup);
            told(3);
        }
    }

    /** Returns when their names are free: {@code ended} is told a moment before that. */
    private void killWithChildren(JavaProcess sup) throws InterruptedException {
        try (Mailbox watch = node.mailbox()) {
            for (String name : new String[] {"a", "b", "c"}) {
                watch.monitor(node.whereis(name).orElseThrow());
            }
            sup.exit(atom("kill"));
            sup.await();
            for (int i = 0; i < 3; i++) assertThat(watch.receive(SOON)).isPresent();
        }
    }

    @Test
    void endsWhenThereAreTooManyRestarts() throws Exception {
        JavaProcess sup = start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .intensity(2, Duration.ofMinutes(1))
                .child(worker("a"))
                .child(worker("b")));
        expect(
                "(fun(M) -> Back(b, Fail(b)), Back(a, Fail(a)), Fail(b), Down(M) end)(monitor(process, Sup))",
                "shutdown");
        assertThat(sup.await(SOON)).contains(atom("shutdown"));
        assertThat(node.registered()).containsExactly("net_kernel");
    }

    @Test
    void triesAgainWhenAStartFails() throws Exception {
        var broken = new AtomicBoolean();
        Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ONE)
                .intensity(3, Duration.ofMinutes(1))
                .child(ChildSpec.server("a", () -> {
                            if (broken.get()) throw new IllegalStateException("no luck");
                            return new Calc(atom("x"));
                        })
                        .named("a"));
        JavaProcess sup = start(supervisor);
        expect("Back(a, Fail(a)), ok", "ok");
        broken.set(true);
        expect("(fun(M) -> Fail(a), Down(M) end)(monitor(process, Sup))", "shutdown");
        assertThat(sup.await(SOON)).contains(atom("shutdown"));
    }

    @Test
    void doesNotStartWithoutItsChildren() throws Exception {
        Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(worker("a"))
                .child(ChildSpec.server("b", () -> new Calc(tuple(atom("exit"), atom("why")))))
                .child(worker("c"));
        assertThatThrownBy(() -> start(supervisor))
                .isInstanceOfSatisfying(
                        StartException.class,
                        e -> assertThat(e.reason().toString()).isEqualTo("{shutdown,{failed_to_start_child,b,why}}"));
        assertThat(told(2)).isEqualTo("+a-a");
        start(Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(ChildSpec.server("b", () -> new Calc(tuple(atom("ignore"), atom("x"))))));
        expect("supervisor:which_children(Sup)", "[{b,undefined,worker,[gen_server]}]");
    }

    @Test
    void hasChildrenThatComeAndGo() throws Exception {
        Supervisor supervisor = Supervisor.of(Strategy.SIMPLE_ONE_FOR_ONE);
        start(supervisor);
        JavaProcess first = supervisor.startChild(worker("a").restart(Restart.TEMPORARY));
        supervisor.startChild(worker("b").restart(Restart.TEMPORARY));
        expect("""
                [{undefined, B3, worker, _}, {undefined, A3, worker, _}] = supervisor:which_children(Sup),
                {A3 =:= Ask(a, pid), supervisor:count_children(Sup)}""", "{true,[{specs,1},{active,2},{supervisors,0},{workers,2}]}");
        expect(
                "[supervisor:terminate_child(Sup, a), supervisor:restart_child(Sup, a), supervisor:terminate_child(Sup, A3)]",
                "[{error,simple_one_for_one},{error,simple_one_for_one},ok]");
        assertThat(first.await(SOON)).contains(atom("shutdown"));
        expect("Fail(b), (fun W() -> case supervisor:which_children(Sup) of [] -> ok; _ -> W() end end)()", "ok");
        assertThatThrownBy(() ->
                        supervisor.startChild(ChildSpec.server("c", () -> new Calc(tuple(atom("stop"), atom("no"))))))
                .isInstanceOf(StartException.class);
        expect("supervisor:which_children(Sup)", "[]");
    }

    @Test
    void restartsAChildThatIsKilledFromErlang() throws Exception {
        start(Supervisor.of(Strategy.ONE_FOR_ONE).child(worker("a")));
        assertThat(told(1)).isEqualTo("+a");
        expect(
                "(fun(P) -> M = monitor(process, P), exit(P, kill), Down(M), Q = Back(a, P), Ask(a, pid) =:= Q end)(Ask(a, pid))",
                "true");
        // The old one had let go of everything before.
        assertThat(told(2)).isEqualTo("-a+a");
    }
}
