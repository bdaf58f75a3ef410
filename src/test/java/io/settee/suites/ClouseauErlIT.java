package io.settee.suites;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.process.MessageHandler;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.ImproperList;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
 * The monitor, exit and echo cases of Clouseau's {@code zeunit}, under their own names, against an echo service with the messages of theirs.
 *
 * <p>Two differ on purpose. The DOWN of a monitor by name has {@code {Name, Node}}, as OTP has it, where theirs has the pid. And an exit with the
 * normal reason does not end a process, so that their {@code noproc} case ends its service with another one.
 */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class ClouseauErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;

    /** What Clouseau's echo service answers. */
    private static final class Echo implements MessageHandler {
        private static final Pattern ECHO = Pattern.of("{echo, From, Sent, Seq}");
        private static final Pattern EXIT = Pattern.of("{exitWithReason, Reason}");
        private static final Pattern CALL = Pattern.of("{'$gen_call', {From, Tag}, Request}");
        private static final Pattern ON_END = Pattern.of("{Set, Reason}");

        private final ErlangNode node;
        private final Mailbox box;
        private @Nullable Pid caller;
        private @Nullable Term lastWords;
        private boolean throwsAtEnd;

        Echo(ErlangNode node, String name) {
            this.node = node;
            this.box = node.mailbox(name);
            box.onMessage(this);
        }

        @Override
        public void message(Term message) throws InterruptedException {
            Optional<Match> echo = ECHO.match(message);
            Optional<Match> exit = EXIT.match(message);
            Optional<Match> call = CALL.match(message);
            if (echo.isPresent()) {
                Match m = echo.get();
                Pid from = m.pid("From");
                box.send(from, tuple(atom("echo_reply"), from, m.get("Sent"), box.self(), integer(0), m.get("Seq")));
            } else if (exit.isPresent()) {
                box.close(exit.get().get("Reason"));
            } else if (call.isPresent()) {
                called(call.get());
            }
        }

        private void called(Match call) throws InterruptedException {
            Term request = call.get("Request");
            Optional<Match> set = ON_END.match(request);
            Term stop = null;
            Term reply = atom("ok");
            if (request.equals(atom("version"))) {
                reply = tuple(integer(3), integer(0), integer(0));
            } else if (set.isPresent()) {
                Term argument = set.get().get("Reason");
                switch (set.get().atom("Set").name()) {
                    case "echo" -> reply = request;
                    case "stop" -> {
                        reply = request;
                        stop = argument;
                    }
                    default -> {
                        caller = call.pid("From");
                        lastWords = argument;
                        throwsAtEnd = set.get().atom("Set").name().equals("setThrowFromTerminate");
                    }
                }
            }
            reply(call.pid("From"), call.get("Tag"), reply);
            if (stop != null) box.close(stop);
        }

        private void reply(Pid to, Term tag, Term reply) throws InterruptedException {
            Term message = tuple(tag, reply);
            if (tag instanceof ImproperList(var head, Ref alias) && head.get(0).equals(atom("alias"))) {
                box.send(alias, message);
            } else {
                box.send(to, message);
            }
        }

        @Override
        public void ended(Term reason) {
            Pid to = caller;
            Term words = lastWords;
            if (to == null || words == null) return;
            try (Mailbox last = node.mailbox()) {
                last.send(to, words);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (throwsAtEnd) throw new IllegalStateException("as the test wants it");
        }
    }

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "node" + on.suffix()).start();
        erl.eval("""
                Get = fun() -> receive Msg -> Msg after 5000 -> {error, timeout} end end,
                Quiet = fun() -> pong = net_adm:ping('clouseau1@127.0.0.1'), receive Msg -> Msg after 0 -> quiet end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "clouseau1@127.0.0.1").start();
        new Echo(node, "echo");
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    /** Evaluates with {@code Pid}, that of the service, and expects {@code true}. */
    private static void holds(String expressions) {
        assertThat(erl.eval("(fun() -> {echo, 'clouseau1@127.0.0.1'} ! {echo, self(), 1, 2},"
                        + " Pid = element(4, Get()), " + expressions + " end)()"))
                .isEqualTo("true");
    }

    // ---- monitor_tests

    @Test
    void tMonitorPidNoproc() {
        holds("exit(Pid, over), Quiet(), Pid ! {echo, self(), 1, 2}, Quiet(), Ref = monitor(process, Pid),"
                + " Get() =:= {'DOWN', Ref, process, Pid, noproc}");
    }

    @Test
    void tMonitorNameNoproc() {
        holds("Name = {non_existent, 'clouseau1@127.0.0.1'}, Ref = monitor(process, Name),"
                + " Get() =:= {'DOWN', Ref, process, Name, noproc}");
    }

    @Test
    void tMonitorPid() {
        holds("Ref = monitor(process, Pid), exit(Pid, reason), Get() =:= {'DOWN', Ref, process, Pid, reason}");
    }

    @Test
    void tMonitorName() {
        holds("Name = {echo, 'clouseau1@127.0.0.1'}, Ref = monitor(process, Name), exit(Pid, reason),"
                + " Get() =:= {'DOWN', Ref, process, Name, reason}");
    }

    @Test
    void tDemonitorPid() {
        holds("Ref = monitor(process, Pid), demonitor(Ref), exit(Pid, reason), Quiet() =:= quiet");
    }

    @Test
    void tDemonitorName() {
        holds(
                "Ref = monitor(process, {echo, 'clouseau1@127.0.0.1'}), demonitor(Ref), exit(Pid, reason), Quiet() =:= quiet");
    }

    // ---- exit_tests

    @Test
    void tExitWithTermReason() {
        holds("Ref = monitor(process, Pid), Pid ! {exitWithReason, {fail, myReason}},"
                + " Get() =:= {'DOWN', Ref, process, Pid, {fail, myReason}}");
    }

    @Test
    void tExitWithStringReason() {
        // A string stays what it was; theirs becomes a binary.
        holds("Ref = monitor(process, Pid), Pid ! {exitWithReason, \"myReason\"},"
                + " Get() =:= {'DOWN', Ref, process, Pid, \"myReason\"}");
    }

    private static void endsWithLastWords(String set, String words) {
        holds("Ref = monitor(process, Pid), ok = gen_server:call(Pid, {" + set + ", " + words + "}),"
                + " {stop, myOnMessageReason} = gen_server:call(Pid, {stop, myOnMessageReason}),"
                + " receive {'DOWN', Ref, process, Pid, myOnMessageReason} -> ok after 5000 -> error(nothing) end,"
                + " Get() =:= " + words);
    }

    @Test
    void tExitFromTerminateWithTermReason() {
        endsWithLastWords("setExitFromTerminate", "[myOnTerminateReason]");
    }

    @Test
    void tExitFromTerminateWithStringReason() {
        endsWithLastWords("setExitFromTerminate", "\"myOnTerminateReason\"");
    }

    @Test
    void tThrowFromTerminateWithStringReason() {
        endsWithLastWords("setThrowFromTerminate", "\"myOnTerminateReason\"");
    }

    // ---- echo_tests

    @Test
    void tEcho() {
        holds("Now = erlang:system_time(microsecond), Pid ! {echo, self(), Now, 1}, Self = self(),"
                + " case Get() of {echo_reply, Self, Now, Pid, _, 1} -> true; Other -> Other end");
    }

    @Test
    void tEchoFailure() {
        holds("Pid ! {echo, self(), unexpected_msg}, Quiet() =:= quiet");
    }

    @Test
    void tEchoSpawn() {
        try (Mailbox init = node.mailbox("init")) {
            init.onMessage(message -> {
                Match m = Pattern.of("{spawn, From, echo, Name}").match(message).orElseThrow();
                Echo spawned = new Echo(node, m.atom("Name").name());
                init.send(m.pid("From"), tuple(atom("spawned"), m.get("Name"), spawned.box.self()));
            });
            holds("{init, 'clouseau1@127.0.0.1'} ! {spawn, self(), echo, echoX}, {spawned, echoX, New} = Get(),"
                    + " New ! {echo, self(), 1, 3}, element(4, Get()) =:= New");
        }
    }

    @Test
    void tCallEcho() {
        holds("gen_server:call({echo, 'clouseau1@127.0.0.1'}, {echo, {}}) =:= {echo, {}}");
    }

    @Test
    void tCallVersion() {
        holds("{3, _, _} = gen_server:call({echo, 'clouseau1@127.0.0.1'}, version), true");
    }
}
