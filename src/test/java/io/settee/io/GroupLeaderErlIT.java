package io.settee.io;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.call.RemoteErrorException;
import io.settee.call.Rpc;
import io.settee.process.FunctionCall;
import io.settee.process.Mailbox;
import io.settee.process.SpawnOptions;
import io.settee.support.Callee;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What real nodes print and read by a group leader of ours, and what we print to theirs. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#everything")
@Timeout(60)
class GroupLeaderErlIT {
    /** Texts as they were printed, lines as they will be typed. */
    private static final class Terminal implements Console {
        final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
        final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();
        volatile CompletableFuture<String> gate = CompletableFuture.completedFuture("open");

        @Override
        public void print(String text) {
            gate.join();
            printed.add(text);
        }

        @Override
        public Optional<String> readLine(String prompt, boolean echo) throws InterruptedException {
            prompts.add(prompt);
            return typed.take();
        }

        String next() throws InterruptedException {
            String text = printed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (text == null) throw new AssertionError("nothing was printed");
            return text;
        }

        Set<String> next(int count) throws InterruptedException {
            var texts = new HashSet<String>();
            for (int i = 0; i < count; i++) texts.add(next());
            return texts;
        }
    }

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private final Terminal terminal = new Terminal();
    private ErlangNode node;
    private Mailbox box;
    private GroupLeader leader;
    private Rpc rpc;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "io" + on.suffix()).start();
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
        leader = node.groupLeader(terminal);
        rpc = node.rpc(erl.name().toString()).within(SOON).outputTo(leader.self());
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    // ---- output

    @Test
    void printsWhatRemoteFunctionsPrint() throws Exception {
        assertThat(rpc.call("io", "format", string("~ts: ~p~n"), list(string("Grüße ☺"), tuple(atom("a"), integer(1)))))
                .isEqualTo(atom("ok"));
        assertThat(terminal.next()).isEqualTo("Grüße ☺: {a,1}\n");
        rpc.call("io", "put_chars", binary("naïve"));
        assertThat(terminal.next()).isEqualTo("naïve");
        rpc.call("io", "nl");
        assertThat(terminal.next()).isEqualTo("\n");
        // By rex, which takes the group leader in its request.
        var question = tuple(atom("call"), atom("io"), atom("write"), list(list(atom("by_rex"))), leader.self());
        assertThat(node.gen("rex", erl.name().toString()).call(question)).isEqualTo(atom("ok"));
        assertThat(terminal.next()).isEqualTo("[by_rex]");
    }

    @Test
    void printsWhatSpawnedProcessesPrintAndWhatThoseSpawn() throws Exception {
        box.spawn(
                erl.name(),
                FunctionCall.of("callee", "shout", integer(3)),
                SpawnOptions.NONE.withGroupLeader(leader.self()));
        assertThat(terminal.next(3)).containsExactlyInAnyOrder("1\n", "2\n", "3\n");
    }

    @Test
    void failsWhereItsArgumentsDo() throws Exception {
        assertThatThrownBy(() -> rpc.call("io", "format", string("~p~n"), list()))
                .isInstanceOfSatisfying(
                        RemoteErrorException.class, e -> assertThat(e.reason()).isEqualTo(atom("badarg")));
        assertThat(terminal.printed).isEmpty();
    }

    @Test
    void hasWhoeverPrintsWaitForASlowConsoleAndNobodyElse() throws Exception {
        terminal.gate = new CompletableFuture<>();
        CompletableFuture<Term> printing = rpc.callAsync("io", "format", string("slow~n"), list());
        CompletableFuture<Term> next = rpc.callAsync("io", "format", string("next~n"), list());
        assertThat(rpc.call("erlang", "node")).isEqualTo(atom(erl.name().toString()));
        assertThat(printing).isNotDone();
        assertThat(next).isNotDone();
        terminal.gate.complete("open");
        assertThat(printing.get()).isEqualTo(atom("ok"));
        assertThat(next.get()).isEqualTo(atom("ok"));
        assertThat(terminal.next(2)).containsExactlyInAnyOrder("slow\n", "next\n");
    }

    @Test
    void takesAMillionElementsAsOneText() throws Exception {
        String length = erl.eval("length(lists:flatten(io_lib:format(\"~w\", [lists:seq(1, 1000000)])))");
        rpc.call("callee", "print_seq", integer(1_000_000));
        assertThat(terminal.next()).hasSize(Integer.parseInt(length)).endsWith(",999999,1000000]");
    }

    @Test
    void endsWithItsMonitorsAnswered() throws Exception {
        leader.close();
        assertThatThrownBy(() -> rpc.call("io", "format", string("late~n"), list()))
                .isInstanceOf(RemoteErrorException.class);
        assertThat(rpc.call("callee", "request", leader.self(), atom("getopts")).toString())
                .isEqualTo("down");
    }

    @Test
    void saysSoWhenTheConsoleIsGone() throws Exception {
        GroupLeader broken = node.groupLeader(text -> {
            throw new IOException("gone");
        });
        assertThat(rpc.call("callee", "request", broken.self(), Term.parse("{put_chars, unicode, <<\"x\">>}")))
                .isEqualTo(Term.parse("{error, terminated}"));
    }

    // ---- options and requests

    private Term request(String request) throws InterruptedException {
        return rpc.call("callee", "request", leader.self(), Term.parse(request));
    }

    @Test
    void answersEveryRequest() throws Exception {
        assertThat(request("getopts"))
                .isEqualTo(Term.parse("[{echo,true},{binary,false},{encoding,unicode},{terminal,false}]"));
        assertThat(request("{setopts, [binary, {echo, false}, {line_history, true}]}"))
                .isEqualTo(atom("ok"));
        assertThat(request("getopts").toString()).contains("{echo,false},{binary,true}");
        assertThat(request("{setopts, [{colour, red}]}")).isEqualTo(Term.parse("{error, enotsup}"));
        assertThat(request("{get_geometry, columns}")).isEqualTo(Term.parse("{error, enotsup}"));
        assertThat(request("{put_ansi, [], x}")).isEqualTo(Term.parse("{error, request}"));
        assertThat(request("{requests, [{put_chars, unicode, <<\"a\">>}, nonsense, {put_chars, unicode, <<\"b\">>}]}"))
                .isEqualTo(Term.parse("{error, request}"));
        assertThat(request("{put_chars, unicode, not_text}")).isEqualTo(Term.parse("{error, put_chars}"));
        assertThat(request("{put_chars, latin1, <<252>>}")).isEqualTo(atom("ok"));
        assertThat(terminal.next()).isEqualTo("a");
        assertThat(terminal.next()).isEqualTo("ü");
        assertThat(terminal.printed).isEmpty();
    }

    // ---- input

    private void type(String... lines) {
        for (String line : lines) terminal.typed.add(Optional.of(line));
    }

    @Test
    void readsLinesCharactersAndTerms() throws Exception {
        type("Grüße\n");
        assertThat(rpc.call("io", "get_line", atom("> "))).isEqualTo(string("Grüße\n"));
        assertThat(terminal.prompts.take()).isEqualTo("> ");
        type("abcdef\n");
        assertThat(rpc.call("io", "get_chars", string("n? "), integer(3))).isEqualTo(string("abc"));
        assertThat(rpc.call("io", "get_line", atom("> "))).isEqualTo(string("def\n"));
        type("{a,\n", " 1}. \n");
        assertThat(rpc.call("io", "read", atom("term> "))).isEqualTo(Term.parse("{ok, {a, 1}}"));
        terminal.prompts.clear();
        type("\n", "12 and 13\n");
        assertThat(rpc.call("io", "fread", atom("two> "), string("~d and ~d")))
                .isEqualTo(Term.parse("{ok, \"\\f\\r\"}"));
        assertThat(rpc.call("io", "setopts", list(atom("binary")))).isEqualTo(atom("ok"));
        type("ü\n");
        assertThat(rpc.call("io", "get_line", atom("> ")).toString()).contains("/utf8");
        terminal.typed.add(Optional.empty());
        assertThat(rpc.call("io", "get_line", atom("> "))).isEqualTo(atom("eof"));
    }

    @Test
    void printsWhileSomebodyReads() throws Exception {
        CompletableFuture<Term> reading = rpc.callAsync("io", "get_line", atom("name? "));
        assertThat(terminal.prompts.take()).isEqualTo("name? ");
        rpc.call("io", "put_chars", binary("meanwhile"));
        assertThat(terminal.next()).isEqualTo("meanwhile");
        type("Joe\n");
        assertThat(reading.get()).isEqualTo(string("Joe\n"));
    }

    @Test
    void leavesWhatIsTypedToTheNextWhenTheReaderHasEnded() throws Exception {
        for (int i = 0; i < 2; i++) {
            rpc.cast("callee", "read_line", box.self());
        }
        Pid first = box.receive(Pattern.of("{reading, P}"), SOON).orElseThrow().pid("P");
        Pid second = box.receive(Pattern.of("{reading, P}"), SOON).orElseThrow().pid("P");
        assertThat(terminal.prompts.take()).isEqualTo("> ");
        rpc.call("erlang", "exit", first, atom("kill"));
        rpc.call("erlang", "exit", second, atom("kill"));
        // Both are gone from the queue: the one that waits for its turn, and the one whose line was being typed.
        CompletableFuture<Term> third = rpc.callAsync("io", "get_line", atom("third> "));
        while (!terminal.prompts.take().equals("third> ")) {}
        type("line\n");
        assertThat(third.get()).isEqualTo(string("line\n"));
    }

    // ---- the other way

    @Test
    void printsToTheirGroupLeaders(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("printed");
        // A file of theirs is an I/O server as a group leader is one.
        box.register("io_test");
        erl.eval("{ok, File} = file:open(\"" + file
                + "\", [write, {encoding, utf8}]), {io_test, 'j@127.0.0.1'} ! File, ok");
        Pid server = (Pid) box.receive(SOON).orElseThrow();
        try (var out = new PrintWriter(node.outputTo(server), true)) {
            out.println("Grüße ☺");
            out.print("x".repeat(20_000));
            assertThat(out.checkError()).isFalse();
        }
        erl.eval("ok = file:close(File)");
        assertThat(Files.readString(file)).isEqualTo("Grüße ☺\n" + "x".repeat(20_000));
        Output late = node.outputTo(server);
        late.append("late");
        assertThatThrownBy(late::flush)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot print to the group leader");
    }
}
