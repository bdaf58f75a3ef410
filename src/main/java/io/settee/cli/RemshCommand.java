package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.cli.agent.Caller;
import io.settee.cli.terminal.LineScreen;
import io.settee.cli.terminal.PlainScreen;
import io.settee.identity.NodeName;
import io.settee.shell.Ending;
import io.settee.shell.HistoryFile;
import io.settee.shell.Language;
import io.settee.shell.NoShellException;
import io.settee.shell.Screen;
import io.settee.shell.ShellSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee remsh}. */
@Command(
        name = "remsh",
        description = {
            "A shell on a node, Elixir's where it is, as erl -remsh and iex --remsh give it.",
            "q(). or Ctrl-D leaves, Ctrl-C interrupts what is evaluated, Ctrl-G opens a menu. What would stop the node is asked about first.",
            "With input from a file or a pipe it evaluates that, without prompts."
        })
final class RemshCommand implements Callable<Integer> {
    private static final class Wanted {
        @Option(names = "--erlang", description = "The Erlang shell, also where Elixir is.")
        private boolean erlang;

        @Option(names = "--elixir", description = "IEx, or nothing.")
        private boolean elixir;
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OneNode node = new OneNode();

    @ArgGroup
    private @Nullable Wanted wanted;

    @Option(names = "--allow-stop", description = "Lets through, unasked, what stops the node.")
    private boolean allowStop;

    @Override
    public Integer call() throws InterruptedException, IOException {
        NodeName peer = node.name();
        PrintWriter err = spec.commandLine().getErr();
        try (ErlangNode ours = node.connect()) {
            Ending ending;
            if (LineScreen.isThere()) {
                try (LineScreen screen =
                        LineScreen.open(history(peer), node.settings().profile().colour())) {
                    ending = run(ours, peer, screen);
                }
            } else {
                ending = run(
                        ours,
                        peer,
                        new PlainScreen(System.in, spec.commandLine().getOut(), err));
            }
            return switch (ending) {
                case LEFT -> ExitStatus.OK.code();
                case SHELL_ENDED -> ExitStatus.FAILED.code();
                case LOST -> throw new CommandFailure(ExitStatus.LOST, "the connection to " + peer + " was lost");
            };
        }
    }

    private Ending run(ErlangNode ours, NodeName peer, Screen screen) throws InterruptedException {
        var options = new ShellSession.Options(
                language(), allowStop || node.settings().profile().allowStop());
        try (ShellSession session = ShellSession.start(ours, peer, options, screen)) {
            return session.await();
        } catch (NoShellException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Language> language() {
        Wanted chosen = wanted;
        if (chosen == null) return Optional.empty();
        if (chosen.elixir) return Optional.of(Language.ELIXIR);
        return chosen.erlang ? Optional.of(Language.ERLANG) : Optional.empty();
    }

    private Optional<Path> history(NodeName peer) {
        try {
            return Optional.of(HistoryFile.of(peer, Caller.current().environment()));
        } catch (IOException e) {
            spec.commandLine().getErr().println("settee: no history is kept: " + e);
            return Optional.empty();
        }
    }
}
