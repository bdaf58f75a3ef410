package io.settee.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code settee demo}. */
@Command(name = "demo", description = "Shows Settee at work with an Erlang node; test-cluster/demo provides one.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--erl", paramLabel = "PATH", description = "The erl program to use; the one on PATH unless given.")
    private Path erl = Path.of("erl");

    @Option(names = "--without-erlang", description = "Shows only what needs no Erlang.")
    private boolean withoutErlang;

    @Override
    public Integer call() {
        throw new CommandFailure(
                "cannot show " + (withoutErlang ? "two nodes" : erl) + ": this build has no node to show");
    }
}
