package io.settee.call;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.support.Callee;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
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

/** Functions and servers of real nodes, asked as {@code erpc} and {@code gen_server} do. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class CallErlIT {
    private static final Duration NO_TIME = Duration.ofMillis(20);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;
    private Rpc rpc;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "call" + on.suffix()).start();
        Callee.start(erl);
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        box = node.mailbox();
        rpc = node.rpc(erl.name().toString()).within(SOON);
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    private Gen gen(String name) {
        return node.gen(name, erl.name().toString());
    }

    private void expect(Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    /** All that the peer has sent has arrived. */
    private void settle() throws InterruptedException {
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
    }

    // ---- functions

    @Test
    void returnsWhatTheFunctionReturns() throws Exception {
        assertThat(rpc.call("lists", "seq", integer(1), integer(3)))
                .isEqualTo(list(integer(1), integer(2), integer(3)));
        assertThat(rpc.call("erlang", "node")).isEqualTo(atom(erl.name().toString()));
        assertThat(rpc.callAsync("erlang", "abs", integer(-7)).get()).isEqualTo(integer(7));
        // A result in the shape of an answer is a result all the same.
        Term shaped = tuple(node.newRef(), atom("throw"), atom("x"));
        assertThat(rpc.call("erlang", "hd", list(shaped))).isEqualTo(shaped);
    }

    @Test
    void throwsErrorsWithTheirTermsAndWords() throws Exception {
        var error =
                catchThrowableOfType(RemoteErrorException.class, () -> rpc.call("callee", "fail", atom("badmatch")));
        assertThat(error.reason()).isEqualTo(tuple(atom("badmatch"), atom("sorry")));
        assertThat(StackFrame.of(error.stack()).getFirst().name()).isEqualTo("callee:fail/1");
        assertThat(error)
                .hasMessageContaining("call of callee:fail/1")
                .hasMessageContaining("\nexception error: no match of right hand side value sorry")
                .hasMessageContaining("\n  in function  callee:fail/1 (")
                .hasMessageContaining("callee.erl, line ");

        var undef = catchThrowableOfType(RemoteErrorException.class, () -> rpc.call("nowhere", "f", integer(1)));
        assertThat(undef.reason()).isEqualTo(atom("undef"));
        assertThat(undef).hasMessageContaining("exception error: undefined function nowhere:f/1");
    }

    @Test
    void tellsExitsThrowsAndSignalsApart() throws Exception {
        var exit = catchThrowableOfType(
                RemoteExitException.class, () -> rpc.call("erlang", "exit", tuple(atom("shut"), integer(1))));
        assertThat(exit.reason()).isEqualTo(tuple(atom("shut"), integer(1)));
        assertThat(exit.bySignal()).isFalse();
        assertThat(exit).hasMessageContaining("exception exit: {shut,1}");

        var thrown = catchThrowableOfType(RemoteThrowException.class, () -> rpc.call("erlang", "throw", atom("ball")));
        assertThat(thrown.value()).isEqualTo(atom("ball"));
        assertThat(thrown).hasMessageContaining("exception throw: ball");

        var killed = catchThrowableOfType(
                RemoteExitException.class, () -> rpc.call("callee", "fail", tuple(atom("kill"), atom("kill"))));
        assertThat(killed.reason()).isEqualTo(atom("killed"));
        assertThat(killed.bySignal()).isTrue();
    }

    @Test
    void castsWithoutAnAnswer() throws Exception {
        rpc.cast("callee", "tell", box.self(), atom("done"));
        expect(atom("done"));
    }

    @Test
    void leavesNothingBehindWhenTheTimeIsOver() throws Exception {
        assertThatThrownBy(() -> rpc.within(NO_TIME).call("callee", "forever", box.self()))
                .isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("call of callee:forever/1: no answer within 20 ms");
        Pid running =
                box.receive(Pattern.of("{running, P}"), SOON).orElseThrow().pid("P");
        // The monitor is gone, so that its end is no news to us; then the process itself may go.
        assertThat(rpc.call("erlang", "process_info", running, atom("monitored_by"))
                        .toString())
                .isEqualTo("{monitored_by,[]}");
        assertThat(rpc.call("erlang", "exit", running, atom("kill"))).isEqualTo(atom("true"));
        settle();
        assertThat(box.size()).isZero();
        assertThat(node.droppedMessages()).isZero();
    }

    @Test
    void givesUpWhenItIsCancelled() throws Exception {
        CompletableFuture<Term> answer = rpc.callAsync("callee", "forever", box.self());
        Pid running =
                box.receive(Pattern.of("{running, P}"), SOON).orElseThrow().pid("P");
        answer.cancel(false);
        assertThat(rpc.call("erlang", "process_info", running, atom("monitored_by"))
                        .toString())
                .isEqualTo("{monitored_by,[]}");
        rpc.call("erlang", "exit", running, atom("kill"));
    }

    @Test
    void givesUpWhenItIsInterrupted() throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                rpc.call("callee", "forever", box.self());
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        Pid running =
                box.receive(Pattern.of("{running, P}"), SOON).orElseThrow().pid("P");
        caller.interrupt();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(rpc.call("erlang", "process_info", running, atom("monitored_by"))
                        .toString())
                .isEqualTo("{monitored_by,[]}");
        rpc.call("erlang", "exit", running, atom("kill"));
    }

    @Test
    void endsWithTheConnection() throws Exception {
        CompletableFuture<Term> call = rpc.callAsync("callee", "forever", box.self());
        CompletableFuture<Term> held = gen("server").callAsync(tuple(atom("hold"), box.self()));
        assertThat(box.receive(SOON)).isPresent();
        assertThat(box.receive(SOON)).isPresent();
        node.disconnect(erl.name().toString());
        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NoConnectionException.class)
                .hasMessageContaining("the connection was lost before an answer came");
        assertThatThrownBy(held::get).cause().isInstanceOf(NoConnectionException.class);
        erl.eval("gen_server:cast(server, release)");
    }

    @Test
    void saysWhyAPeerCannotBeReached() {
        assertThatThrownBy(() -> node.rpc("nobody@127.0.0.1").call("erlang", "node"))
                .isInstanceOf(NoConnectionException.class)
                .hasMessageStartingWith("nobody@127.0.0.1: call of erlang:node/0: the peer cannot be reached: ");
        assertThatThrownBy(node.rpc("nobody@127.0.0.1").callAsync("erlang", "node")::get)
                .cause()
                .isInstanceOf(NoConnectionException.class);
    }

    @Test
    void callsManyNodesAtOnce() throws Exception {
        var results = node.multicall(List.of(erl.name().toString(), "nobody@127.0.0.1"))
                .within(SOON)
                .call("erlang", "node");
        assertThat(results).hasSize(2);
        assertThat(requireNonNull(results.get(erl.name())).get())
                .isEqualTo(atom(erl.name().toString()));
        assertThat(results.values().stream().toList().get(1))
                .isInstanceOfSatisfying(
                        Result.Failure.class, f -> assertThat(f.exception()).isInstanceOf(NoConnectionException.class));
    }

    @Test
    void endsWithThePeer() throws Exception {
        ErlNode mortal = on.erl(erlang, "mortal" + on.suffix()).start();
        Callee.start(mortal);
        String peer = mortal.name().toString();
        CompletableFuture<Term> call = node.rpc(peer).callAsync("callee", "forever", box.self());
        CompletableFuture<Term> held =
                node.gen("server", peer).withoutLimit().callAsync(tuple(atom("hold"), box.self()));
        assertThat(box.receive(SOON)).isPresent();
        assertThat(box.receive(SOON)).isPresent();
        mortal.kill();
        assertThatThrownBy(call::get).cause().isInstanceOf(NoConnectionException.class);
        assertThatThrownBy(held::get).cause().isInstanceOf(NoConnectionException.class);
    }

    @Test
    void servesManyCallersAtOnce() throws Exception {
        var wrong = new ConcurrentLinkedQueue<Object>();
        var callers = new ArrayList<Thread>();
        for (int caller = 0; caller < 64; caller++) {
            int from = caller * 1000;
            callers.add(Thread.startVirtualThread(() -> {
                try {
                    for (int i = from; i < from + 20; i++) {
                        Term byRpc = rpc.call("erlang", "abs", integer(-i));
                        Term byGen = gen("server").within(SOON).call(tuple(atom("echo"), integer(i)));
                        if (!byRpc.equals(integer(i)) || !byGen.equals(byRpc)) wrong.add(byRpc + " " + byGen);
                    }
                } catch (Exception e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread caller : callers) caller.join();
        assertThat(wrong).isEmpty();
        settle();
        assertThat(node.droppedMessages()).isZero();
    }

    // ---- servers

    @Test
    void asksServersOnManyNodesAtOnce() throws Exception {
        var results = node.gen("server", List.of(erl.name().toString(), "nobody@127.0.0.1"))
                .within(SOON)
                .call(tuple(atom("echo"), integer(1)));
        assertThat(results.get(erl.name())).isEqualTo(new Result.Value(integer(1)));
        assertThatThrownBy(requireNonNull(results.get(NodeName.of("nobody@127.0.0.1")))::get)
                .isInstanceOf(NoConnectionException.class);
    }

    @Test
    void asksServersByNameAndByPid() throws Exception {
        Pid server = (Pid) rpc.call("erlang", "whereis", atom("server"));
        assertThat(gen("server").call(tuple(atom("echo"), integer(1)))).isEqualTo(integer(1));
        assertThat(node.gen(server).callAsync(tuple(atom("echo"), integer(2))).get())
                .isEqualTo(integer(2));
        assertThat(gen("statem").call(atom("flip")).toString()).startsWith("{on,");
        assertThat(gen("statem").call(atom("flip")).toString()).startsWith("{off,");
        gen("server").cast(tuple(atom("tell"), box.self(), integer(3)));
        expect(integer(3));
        gen("statem").cast(tuple(atom("tell"), box.self(), integer(4)));
        expect(integer(4));
        // Each answer has ended its monitor; this call has its own.
        assertThat(((TermList) gen("server").call(atom("monitored_by"))).size()).isEqualTo(1);
    }

    @Test
    void tellsAndAsksEventManagers() throws Exception {
        gen("events").notifyEvent(tuple(atom("tell"), box.self(), integer(1)));
        expect(integer(1));
        gen("events").syncNotify(tuple(atom("tell"), box.self(), integer(2)));
        assertThat(box.size()).isEqualTo(1);
        expect(integer(2));
        assertThat(gen("events").callHandler(atom("callee"), tuple(atom("echo"), integer(3))))
                .isEqualTo(integer(3));
        assertThat(gen("events").callHandler(atom("nobody"), atom("hello")).toString())
                .isEqualTo("{error,bad_module}");
    }

    @Test
    void knowsAtOnceThatAServerIsGone() throws Exception {
        assertThatThrownBy(() -> gen("nobody").call(atom("hello")))
                .isInstanceOf(NoProcessException.class)
                .hasMessageContaining("call to nobody");
        var died = catchThrowableOfType(
                RemoteExitException.class,
                () -> gen("server").call(tuple(atom("die"), tuple(atom("because"), integer(1)))));
        assertThat(died.reason()).isEqualTo(tuple(atom("because"), integer(1)));
        assertThat(died.bySignal()).isTrue();
        erl.eval("{ok, _} = gen_server:start({local, server}, callee, server, []), ok");

        CompletableFuture<Term> held = gen("server").callAsync(tuple(atom("hold"), box.self()));
        expect(atom("holding"));
        erl.eval("callee:stop(server)");
        assertThatThrownBy(held::get)
                .cause()
                .isInstanceOfSatisfying(
                        RemoteExitException.class, e -> assertThat(e.reason()).isEqualTo(atom("killed")));
        erl.eval("{ok, _} = gen_server:start({local, server}, callee, server, []), ok");
    }

    @Test
    void dropsAnAnswerThatIsTooLate() throws Exception {
        assertThatThrownBy(() -> gen("server").within(NO_TIME).call(tuple(atom("hold"), box.self())))
                .isInstanceOf(CallTimeoutException.class);
        expect(atom("holding"));
        gen("server").cast(atom("release"));
        assertThat(gen("server").call(tuple(atom("echo"), integer(1)))).isEqualTo(integer(1));
        assertThat(node.droppedMessages()).isEqualTo(1);
    }
}
