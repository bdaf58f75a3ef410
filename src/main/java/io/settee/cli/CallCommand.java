package io.settee.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    private AnswerOptions answers = new AnswerOptions();

    @Mixin
    private FunctionArguments function = new FunctionArguments();

    @Override
    public Integer call() throws InterruptedException {
        var task = new Task.Function(function.parse(spec.commandLine()));
        return answers.ask(function.node(), task, spec.commandLine());
    }
}
