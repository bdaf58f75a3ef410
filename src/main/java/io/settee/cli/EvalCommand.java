package io.settee.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee eval}. */
@Command(
        name = "eval",
        description =
                "Evaluates code on a node and prints its value; what it prints itself appears as it comes. It ends when this"
                        + " command ends.")
final class EvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OneNode node = new OneNode();

    @Mixin
    private AnswerOptions answers = new AnswerOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CODE",
            description = "Erlang expressions, or - to read them from the standard input.")
    private @Nullable String text;

    @Override
    public Integer call() throws InterruptedException {
        var task = new Task.Code(code.evaluation(text, spec.commandLine()), answers.wantsTerm());
        return answers.ask(node, task, spec.commandLine());
    }
}
