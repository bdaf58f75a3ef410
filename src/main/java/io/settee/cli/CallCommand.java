package io.settee.cli;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee call}. */
@Command(
        name = "call",
        description =
                "Calls a function on a node and prints its result, as erpc:call/4; what it prints itself appears as it comes.")
final class CallCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Mixin
    private AnswerOptions answers = new AnswerOptions();

    @Parameters(index = "0", paramLabel = "NODE", description = "The node, name@host, or name for one of this host.")
    private NodeName node = new NodeName("none", "none");

    @Parameters(
            index = "1..*",
            arity = "2..*",
            paramLabel = "MODULE FUNCTION ARGUMENT",
            hideParamSyntax = true,
            description = "The function, and its arguments, each a term in Erlang syntax.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws InterruptedException {
        var task = new Task.Function(FunctionArguments.parse(words, spec.commandLine()));
        return answers.ask(settings, node, task, spec.commandLine());
    }
}
