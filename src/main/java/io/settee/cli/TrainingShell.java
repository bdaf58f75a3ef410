package io.settee.cli;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.cli.agent.Caller;
import io.settee.cli.agent.CallerTerminal;
import io.settee.cli.terminal.LineScreen;
import io.settee.config.VmArgs;
import io.settee.export.Exports;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.shell.NoShellException;
import io.settee.shell.ShellSession;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Both ends of a shell for a training: what a peer of ours answers in the place of Erlang's {@code shell}, and a session with it at a terminal that nobody sees. It
 * knows one command.
 */
final class TrainingShell {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TYPED = "trained.\rq().\r";
    private static final Pattern REPLY = Pattern.of("{io_reply, _, Reply}");

    private TrainingShell() {}

    /** What a session asks of its peer, until the shell reads its second command. */
    static void exportFrom(ErlangNode node, Exports others) {
        node.export(others.function("lists", "map", 2, call -> list(atom("non_existing"), atom("non_existing")))
                .function(
                        "erl_scan",
                        "tokens",
                        4,
                        call -> tuple(
                                atom("done"),
                                tuple(
                                        atom("ok"),
                                        list(
                                                tuple(atom("atom"), integer(1), atom("trained")),
                                                tuple(atom("dot"), integer(1))),
                                        integer(1)),
                                list()))
                .function("shell", "start", 0, call -> {
                    Pid leader = call.groupLeader().orElseThrow();
                    return node.spawn(self -> serve(self, leader)).self();
                }));
    }

    private static void serve(Mailbox self, Pid leader) throws InterruptedException {
        Term read = tuple(
                atom("get_until"),
                atom("unicode"),
                binary("1> "),
                atom("erl_scan"),
                atom("tokens"),
                list(integer(1), list(atom("text"))));
        ask(self, leader, tuple(atom("put_chars"), atom("unicode"), binary("Eshell\n")));
        ask(self, leader, read);
        ask(self, leader, tuple(atom("put_chars"), atom("unicode"), binary("trained\n")));
        ask(self, leader, read);
    }

    private static void ask(Mailbox self, Pid leader, Term request) throws InterruptedException {
        self.send(leader, tuple(atom("io_request"), self.self(), integer(1), request));
        self.receive(REPLY);
    }

    /** Types the command, and then leaves: a caller at a terminal of another process, whose home is this folder, runs {@code remsh}. */
    static void forCaller(Path home, Runnable remsh) throws IOException {
        try (var keys = new PipedOutputStream();
                var typed = new PipedInputStream(keys)) {
            keys.write(TYPED.getBytes(StandardCharsets.UTF_8));
            keys.flush();
            var terminal = new CallerTerminal(typed, OutputStream.nullOutputStream(), () -> {});
            terminal.resize(new CallerTerminal.Size(80, 24));
            Caller.of(Map.of("HOME", home.toString(), "TERM", "xterm-256color"), home)
                    .at(terminal)
                    .run(() -> {
                        remsh.run();
                        return 0;
                    });
        }
    }

    /** The same without a command, at the terminal of a process of its own. */
    static void use(VmArgs settings, NodeName peer) throws IOException, InterruptedException {
        var options = new ShellSession.Options(Optional.empty(), false);
        try (ErlangNode ours = ErlangNode.namedBy(peer.host(), peer.toString())
                        .diallingAs(settings)
                        .transport(CommandLoop.transport())
                        .start();
                LineScreen screen = LineScreen.unseen(TYPED);
                ShellSession session = ShellSession.start(ours, peer, options, screen)) {
            var over = new FutureTask<>(session::await);
            Thread.startVirtualThread(over);
            over.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (NoShellException | ExecutionException | TimeoutException e) {
            throw new CommandFailure("the shell to train with did not end as it should: " + e, e);
        }
    }
}
