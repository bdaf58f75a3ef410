package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee rpc}. */
@Command(
        name = "rpc",
        description =
                "Calls a function, or evaluates code, on many nodes at once, and prints a table of what each has answered."
                        + " What they print themselves appears as it comes, with the node's name before each line.")
final class RpcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Option(
            names = "--nodes",
            paramLabel = "NODE",
            split = ",",
            description = "The nodes, separated by commas. Default: those of the profile.")
    private List<String> nodes = List.of();

    @Option(
            names = "--all",
            paramLabel = "NODE",
            description = "This node and all visible nodes that it is connected to.")
    private @Nullable NodeName all;

    @Option(
            names = "--eval",
            paramLabel = "CODE",
            description = "Evaluates this code, or with --file that of a file, instead of calling a function.")
    private @Nullable String text;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for each answer, once connected. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--json",
            description = "Prints JSON: for each node its name, status, value, term (its text), problem, and output.")
    private boolean json;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODULE FUNCTION ARGUMENT",
            hideParamSyntax = true,
            description = "The function, and its arguments, each a term in Erlang syntax.")
    private List<String> words = List.of();

    /** An answer and what was printed before. */
    private record Told(Answer answer, String output) {}

    @Override
    public Integer call() throws InterruptedException {
        Task task = task();
        List<Told> told = askAll(peers(), task);
        PrintWriter out = spec.commandLine().getOut();
        if (json)
            out.println(
                    Json.of(told.stream().map(t -> t.answer().view(t.output())).toList()));
        else out.print(AnswerTable.of(told.stream().map(Told::answer).toList()));
        out.flush();
        return told.stream()
                .map(t -> t.answer().status().code())
                .filter(status -> status != 0)
                .findFirst()
                .orElse(0);
    }

    private Task task() {
        if (text == null && !code.hasFile()) {
            return new Task.Function(FunctionArguments.parse(words, spec.commandLine()));
        }
        if (!words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "a function and code exclude each other: " + words);
        }
        return new Task.Code(code.evaluation(text, spec.commandLine()), json);
    }

    private List<NodeName> peers() throws InterruptedException {
        if (all == null) return NodeArgument.orThoseOf(settings.profile(), nodes, spec.commandLine());
        if (!nodes.isEmpty()) throw new ParameterException(spec.commandLine(), "--all and --nodes exclude each other");
        var found = new LinkedHashSet<NodeName>();
        found.add(all);
        try (ErlangNode self = settings.connect(all)) {
            Term known = self.rpc(all.toString()).within(timeout).call("erlang", "nodes");
            if (!(known instanceof TermList list)) throw new CommandFailure(all + ": nodes() is no list: " + known);
            for (Term node : list) if (node instanceof Atom(String name)) found.add(NodeName.of(name));
        }
        return List.copyOf(found);
    }

    private List<Told> askAll(List<NodeName> peers, Task task) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Told>>();
            for (NodeName peer : peers) answers.add(threads.submit(() -> ask(peer, task)));
            var told = new ArrayList<Told>();
            try {
                for (Future<Told> answer : answers) told.add(answer.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException problem) throw problem;
                throw new IllegalStateException(e.getCause());
            } finally {
                threads.shutdownNow();
            }
            return told;
        }
    }

    /** Each node is asked by a node of ours of its own, which it gives its name. */
    private Told ask(NodeName peer, Task task) throws InterruptedException {
        var output = new NodeOutput(peer, json ? null : spec.commandLine().getOut());
        var log = new NodeOutput(peer, spec.commandLine().getErr());
        try {
            Answer answer = task.ask(settings, peer, timeout, output, log);
            log.end();
            return new Told(answer, output.end());
        } catch (ConnectFailure e) {
            return new Told(Answer.failed(peer, e.status(), String.valueOf(e.getMessage())), output.end());
        }
    }
}
