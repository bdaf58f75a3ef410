package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.call.Rpc;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee cast}. */
@Command(
        name = "cast",
        description =
                "Has a node call a function, and does not wait for it, as erpc:cast/4. What it prints appears on the node itself.")
final class CastCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For what is asked of the node before. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60")
    private Duration timeout = Duration.ofSeconds(60);

    @Mixin
    private FunctionArguments function = new FunctionArguments();

    @Override
    public Integer call() throws InterruptedException {
        FunctionCall call = function.parse(spec.commandLine());
        try (ErlangNode self = function.node().connect()) {
            Rpc rpc = self.rpc(function.node().name().toString()).within(timeout);
            // We are gone when it prints, so its group leader is the node's own.
            Rpc there = rpc.call("erlang", "whereis", new Atom("user")) instanceof Pid user ? rpc.outputTo(user) : rpc;
            there.cast(call);
            return ExitStatus.OK.code();
        }
    }
}
