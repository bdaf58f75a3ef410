package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.process.Mailbox;
import io.settee.process.MonitorAlias;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.List;
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

/**
 * Process aliases of mailboxes and of real processes, by {@code ALIAS_SEND} with OTP 25 and 27 and by {@code ALTACT_SIG_SEND} with 29: OTP's
 * reference manual, "Processes", section "Process Aliases".
 */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class AliasErlIT {
    private static final Atom ONE = atom("one");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "alias" + on.suffix()).start();
        erl.eval("""
                Next = fun() -> receive M -> M after 5000 -> nothing end end,
                register(evaluator, self())""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").start();
        box = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    /** Evaluates with {@code A}, which is this alias of ours. */
    private String with(Ref alias, String expressions) throws InterruptedException {
        box.send("evaluator", erl.name(), alias);
        return erl.eval("(fun(A) -> " + expressions + " end)(Next())");
    }

    private void expect(Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    /** All that the peer has sent has arrived, this many messages came for nobody, and none for the box. */
    private void expectDropped(int count) throws InterruptedException {
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
        assertThat(node.droppedMessages()).isEqualTo(count);
        assertThat(box.size()).isZero();
    }

    @Test
    void isReachedByItsAliasUntilItTakesItBack() throws Exception {
        Ref alias = box.alias();
        with(alias, "A ! one, seq_trace:set_token(label, 17), A ! two, seq_trace:set_token([]), ok");
        expect(ONE);
        expect(atom("two"));
        assertThat(box.unalias(alias)).isTrue();
        with(alias, "A ! three, ok");
        expectDropped(1);
    }

    @Test
    void isReachedOnceByAReplyAlias() throws Exception {
        with(box.replyAlias(), "A ! one, A ! two, A ! three, ok");
        expect(ONE);
        expectDropped(2);
    }

    @Test
    void isNotReachedByTheAliasOfAnEarlierIncarnation() throws Exception {
        Ref alias = box.alias();
        box.send("evaluator", erl.name(), alias);
        erl.eval("put(old, Next())");
        node.close();
        Connections.awaitNone(erl);
        open();
        box.alias();
        erl.eval("get(old) ! late, ok");
        expectDropped(1);
    }

    @Test
    void asksAServerAsAProcessDoes() throws Exception {
        Ref call = box.monitor("kernel_sup", erl.name(), MonitorAlias.REPLY_DEMONITOR);
        var tag = new ImproperList(List.of(atom("alias")), call);
        box.send("kernel_sup", erl.name(), tuple(atom("$gen_call"), tuple(box.self(), tag), atom("count_children")));
        var answer = box.receive(Pattern.of("{Tag, Counts}"), SOON).orElseThrow();
        assertThat(answer.get("Tag")).isEqualTo(tag);
        assertThat(answer.get("Counts").toString()).contains("supervisors");
        // The answer has ended both.
        with(call, "A ! late, ok");
        expectDropped(1);
        assertThat(box.demonitor(call)).isFalse();
        assertThat(erl.eval("process_info(whereis(kernel_sup), monitored_by)")).doesNotContain("127.0.0.1", "<1");
    }

    @Test
    void reachesTheAliasesOfProcesses() throws Exception {
        Pid evaluator = evaluator();
        Ref alias = theirs("alias()");
        box.send(alias, ONE);
        assertThat(erl.eval("Next()")).isEqualTo("one");
        Ref once = theirs("alias([reply])");
        box.send(once, ONE);
        box.send(once, atom("lost"));
        assertThat(erl.eval("Next()")).isEqualTo("one");
        erl.eval("unalias(get(alias)), unalias(get(first))");
        box.send(alias, atom("lost"));
        box.sendAsync(alias, atom("lost")).get();
        box.send(evaluator, atom("last"));
        assertThat(erl.eval("Next()")).isEqualTo("last");
    }

    private Pid evaluator() throws InterruptedException {
        box.send("evaluator", erl.name(), box.self());
        erl.eval("put(box, Next()), get(box) ! self(), ok");
        return (Pid) box.receive(SOON).orElseThrow();
    }

    /** What the evaluator makes of this, which it keeps. */
    private Ref theirs(String expression) throws InterruptedException {
        erl.eval("put(first, get(alias)), put(alias, " + expression + "), get(box) ! get(alias), ok");
        return (Ref) box.receive(SOON).orElseThrow();
    }

    /** Only OTP 28 and later can send these. */
    @Test
    void takesExitSignalsAndUrgentMessagesByAlias() throws Exception {
        boolean can = on.release() >= 28;
        box.trapExits(true);
        Pid evaluator = evaluator();
        assertThat(with(box.alias(), "catch erlang:send(A, one, [priority])"))
                .startsWith(can ? "ok" : "{'EXIT',{badarg");
        if (can) expect(ONE);
        assertThat(with(box.alias(), "catch erlang:exit(A, why, [priority])"))
                .startsWith(can ? "true" : "{'EXIT',{undef");
        if (can) expect(tuple(atom("EXIT"), evaluator, atom("why")));
        assertThat(node.peers()).hasSize(1);
    }
}
