package io.settee.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code settee man}. */
@Command(name = "man", description = "Prints the manual page of all commands: settee man | man -l -")
final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ManualPage.of(spec.root()));
        spec.commandLine().getOut().flush();
        return ExitStatus.OK.code();
    }
}
