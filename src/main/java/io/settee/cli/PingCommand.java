package io.settee.cli;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code settee ping}. */
@Command(name = "ping", description = "Connects to a node and says how: 'net_adm:ping' with reasons.")
final class PingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NODE", description = "The full name of the node, name@host.")
    private List<NodeName> nodes = List.of();

    @Override
    public Integer call() {
        throw new CommandFailure("cannot ping " + nodes + ": this build has no node to ping from");
    }
}
