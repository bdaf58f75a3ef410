package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.call.Rpc;
import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee cast}. */
@Command(
        name = "cast",
        description =
                "Has a node call a function, and does not wait for it, as erpc:cast/4. What it prints appears on the node itself.")
final class CastCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For what is asked of the node before. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60")
    private Duration timeout = Duration.ofSeconds(60);

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
        FunctionCall call = FunctionArguments.parse(words, spec.commandLine());
        try (ErlangNode self = settings.connect(node)) {
            Rpc rpc = self.rpc(node.toString()).within(timeout);
            // We are gone when it prints, so its group leader is the node's own.
            Rpc there = rpc.call("erlang", "whereis", new Atom("user")) instanceof Pid user ? rpc.outputTo(user) : rpc;
            there.cast(call);
            return ExitStatus.OK.code();
        }
    }
}
