package io.settee.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which a shell completes this program's commands and options.",
            "bash, zsh: source <(settee completion bash)",
            "fish: settee completion fish > ~/.config/fish/completions/settee.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Override
    public Integer call() {
        CommandLine settee = spec.root().commandLine();
        spec.commandLine()
                .getOut()
                .print(
                        switch (shell) {
                            // The script turns zsh's bashcompinit on by itself.
                            case BASH, ZSH -> AutoComplete.bash("settee", settee);
                            case FISH -> FishCompletion.of(settee.getCommandSpec());
                        });
        spec.commandLine().getOut().flush();
        return ExitStatus.OK.code();
    }
}
