package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.export.Exports;
import io.settee.node.TraceToken;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Atom;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
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

/** Sequential traces that pass through mailboxes, as a system tracer on a real node sees them: OTP, {@code seq_trace}. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class TraceErlIT {
    private static final Atom NAME = atom("j@127.0.0.1");
    private static final Pattern SEEN = Pattern.of("{seen, Type, Previous, Serial, From, To, Message}");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;
    private Mailbox tracer;
    private Pid evaluator;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "trace" + on.suffix()).start();
        erl.eval("""
                Next = fun() -> receive M -> M after 5000 -> nothing end end,
                Traced = fun(Label, Do) ->
                    seq_trace:set_token(label, Label), seq_trace:set_token(send, true), seq_trace:set_token('receive', true),
                    seq_trace:set_token(serial, {0, 0}), Result = Do(), seq_trace:set_token([]), Result end,
                Pass = fun Pass() -> receive
                    {seq_trace, _Label, {Type, {Previous, Serial}, From, To, Message}} ->
                        {tracer, 'j@127.0.0.1'} ! {seen, Type, Previous, Serial, From, To, Message};
                    {passed, Asker} -> Asker ! passed end, Pass() end,
                Tracer = spawn(Pass),
                seq_trace:set_system_tracer(Tracer),
                register(evaluator, self())""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, NAME.name())
                .exports(Exports.NONE
                        .function("traced", "nothing", 0, call -> atom("ok"))
                        .function("traced", "tell", 1, call -> {
                            call.mailbox().send((Pid) call.arg(0), atom("told"));
                            return atom("ok");
                        }))
                .start();
        tracer = node.mailbox("tracer");
        box = node.mailbox("box");
        box.send("evaluator", erl.name(), box.self());
        erl.eval("put(box, Next()), get(box) ! self(), ok");
        evaluator = (Pid) box.receive(SOON).orElseThrow();
    }

    @AfterEach
    void close() {
        // What the tracer has yet to tell is not for the node of the next test.
        erl.eval("seq_trace:set_token([]), Tracer ! {passed, self()}, receive passed -> ok end");
        node.close();
        Connections.awaitNone(erl);
    }

    /** The next line of the trace: what the tracer on the other node has seen. */
    private void expect(String type, long previous, long serial, Pid from, Term to, Term message)
            throws InterruptedException {
        Match seen = tracer.receive(SEEN, SOON).orElseThrow();
        assertThat(seen.term())
                .isEqualTo(
                        tuple(atom("seen"), seen.get("Type"), integer(previous), integer(serial), from, to, message));
        assertThat(seen.get("Type")).isEqualTo(atom(type));
    }

    @Test
    void goesFromProcessToMailboxAndBack() throws Exception {
        erl.eval("Traced({any, \"term\"}, fun() -> get(box) ! question, ok end)");
        assertThat(box.receive(SOON)).contains(atom("question"));
        assertThat(box.traceToken())
                .contains(new TraceToken(
                        Term.parse("{any, \"term\"}"), TraceToken.SEND | TraceToken.RECEIVE, 1, evaluator, 0));
        box.send(evaluator, atom("answer"));
        assertThat(erl.eval("R = Next(), seq_trace:set_token([]), R")).isEqualTo("answer");
        expect("send", 0, 1, evaluator, box.self(), atom("question"));
        expect("receive", 1, 2, box.self(), evaluator, atom("answer"));
    }

    @Test
    void goesThroughSeveralMailboxesByEveryWayOfSending() throws Exception {
        try (Mailbox second = node.mailbox("second");
                Mailbox third = node.mailbox("third")) {
            erl.eval("Traced(17, fun() -> {box, '" + NAME.name() + "'} ! first, ok end)");
            assertThat(box.receive(Pattern.of("first"), SOON)).isPresent();
            box.send("second", atom("by name"));
            assertThat(second.receive(SOON)).contains(atom("by name"));
            assertThat(second.trySend(third.self(), atom("at once"))).isTrue();
            assertThat(third.receive(SOON)).contains(atom("at once"));
            second.send(third.alias(), atom("by alias"));
            assertThat(third.receive(SOON)).contains(atom("by alias"));
            third.sendAsync(evaluator, atom("later")).get();
            assertThat(erl.eval("Next()")).isEqualTo("later");
            erl.eval("seq_trace:set_token([])");
            expect("send", 0, 1, evaluator, tuple(atom("box"), NAME), atom("first"));
            // box sent 2, second 3 and 4.
            expect("receive", 4, 5, third.self(), evaluator, atom("later"));
        }
    }

    @Test
    void endsWithAMessageThatIsNotTraced() throws Exception {
        erl.eval("Traced(17, fun() -> get(box) ! traced, ok end), get(box) ! plain, ok");
        assertThat(box.receive(SOON)).contains(atom("traced"));
        assertThat(box.traceToken()).isPresent();
        assertThat(box.receive(SOON)).contains(atom("plain"));
        assertThat(box.traceToken()).isEmpty();
        box.send(evaluator, atom("untraced"));
        assertThat(erl.eval("{Next(), seq_trace:get_token()}")).isEqualTo("{untraced,[]}");
    }

    /** Only what is taken out counts, in whatever order; and {@code DOWN} comes from nobody. */
    @Test
    void isThatOfTheMessageReceivedLast() throws Exception {
        erl.eval("Traced(1, fun() -> get(box) ! {traced, 1}, ok end), get(box) ! plain, "
                + "Traced(2, fun() -> get(box) ! {traced, 2}, ok end)");
        assertThat(box.receive(Pattern.of("{traced, 2}"), SOON)).isPresent();
        assertThat(label()).isEqualTo(integer(2));
        Mailbox other = node.mailbox();
        box.monitor(other.self());
        other.close();
        assertThat(box.receive(Pattern.of("{'DOWN', _, _, _, _}"), SOON)).isPresent();
        assertThat(label()).isEqualTo(integer(2));
        assertThat(box.receive(SOON)).contains(Term.parse("{traced, 1}"));
        assertThat(label()).isEqualTo(integer(1));
        box.traceByNone();
        assertThat(box.traceToken()).isEmpty();
    }

    private Term label() {
        return box.traceToken().orElseThrow().label();
    }

    @Test
    void goesWithExitSignals() throws Exception {
        erl.eval("Doomed = spawn(fun() -> receive never -> ok end end), process_flag(trap_exit, true), link(Doomed), "
                + "get(box) ! Doomed, ok");
        Pid doomed = (Pid) box.receive(SOON).orElseThrow();
        erl.eval("Traced(17, fun() -> get(box) ! question, ok end)");
        assertThat(box.receive(SOON)).contains(atom("question"));
        box.exit(evaluator, atom("why"));
        assertThat(erl.eval("[Next(), element(2, seq_trace:get_token())]")).matches("\\[\\{'EXIT',<.*>,why},17]");
        erl.eval("seq_trace:set_token([])");
        box.exit(doomed, atom("kill"));
        assertThat(erl.eval("element(3, Next())")).isEqualTo("killed");
        erl.eval("seq_trace:set_token([])");
    }

    @Test
    void beginsWithAMailbox() throws Exception {
        box.traceBy(new TraceToken(atom("ours"), TraceToken.SEND | TraceToken.RECEIVE, 41, box.self(), 40));
        box.send(evaluator, atom("hello"));
        assertThat(erl.eval("[Next(), seq_trace:get_token(label)]")).isEqualTo("[hello,{label,ours}]");
        erl.eval("seq_trace:set_token([])");
        expect("receive", 40, 42, box.self(), evaluator, atom("hello"));
    }

    @Test
    void goesToAProcessThatIsSpawnedHere() throws Exception {
        erl.eval("Traced(17, fun() -> spawn('" + NAME.name() + "', traced, tell, [self()]), ok end)");
        assertThat(erl.eval("[Next(), seq_trace:get_token(label)]")).isEqualTo("[told,{label,17}]");
        erl.eval("seq_trace:set_token([])");
    }

    /** As from a BEAM: whoever answers has received the token with the question. */
    @Test
    void comesBackWithEveryAnswer() throws Exception {
        node.start("echo", new GenServer() {
            @Override
            protected Reply handleCall(Term request, From from) {
                return Reply.of(request);
            }
        });
        erl.eval("J = '" + NAME.name() + "', process_flag(trap_exit, true), Label = fun(Question) -> "
                + "Traced(17, fun() -> {Question(), seq_trace:get_token(label)} end) end");
        expectLabel("net_adm:ping(J)", "pong");
        expectLabel("gen_server:call({echo, J}, x)", "x");
        // On OTP 25 the answer to a spawn request ends the trace of whoever has asked, also between two of them.
        if (on.release() > 25) expectLabel("erpc:call(J, traced, nothing, [])", "ok");
        expectLabel("rpc:block_call(J, traced, nothing, [])", "ok");
        expectLabel("element(1, rpc:block_call(J, no_such, function, []))", "badrpc");
        expectLabel("element(2, rpc:sbcast([J], box, x))", "[]");
        expectLabel("{init, J} ! {self(), get_status}, Next()", "{init,{started,started}}");
        expectLabel("{rex, J} ! {self(), {call, traced, nothing, [], user}}, Next()", "{rex,ok}");
        expectLabel("{user, J} ! {io_request, self(), as, {put_chars, unicode, <<>>}}, Next()", "{io_reply,as,ok}");
        expectLabel("spawn_link(J, traced, nothing, []), element(3, Next())", "normal");
        assertThat(box.receive(Pattern.of("x"), SOON)).isPresent();
        assertThat(label()).isEqualTo(integer(17));
        erl.eval("Traced(17, fun() -> net_adm:ping(J) end)");
        assertThat(erl.eval("Traced(17, fun() -> net_adm:ping(J), seq_trace:get_token(serial) end)"))
                .isEqualTo("{serial,{1,2}}");
    }

    private static void expectLabel(String question, String answer) {
        assertThat(erl.eval("Label(fun() -> " + question + " end)"))
                .as(question)
                .isEqualTo("{" + answer + ",{label,17}}");
    }

    @Test
    void goesThroughHandlers() throws Exception {
        box.onMessage(message -> box.send(evaluator, tuple(atom("handled"), message)));
        erl.eval("Traced(17, fun() -> get(box) ! question, ok end)");
        assertThat(erl.eval("[Next(), seq_trace:get_token(label)]")).isEqualTo("[{handled,question},{label,17}]");
        erl.eval("seq_trace:set_token([])");
    }
}
