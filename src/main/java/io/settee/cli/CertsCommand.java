package io.settee.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code settee certs}. */
@Command(
        name = "certs",
        description = "Makes a CA, certificates for nodes on these hosts, and the option files that name them.")
final class CertsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "Where to write; made if it does not exist.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "HOST",
            description = "What stands behind the @ of a node's name.")
    private List<String> hosts = List.of();

    @Override
    public Integer call() {
        throw new CommandFailure("cannot make certificates for " + hosts + " in " + folder + ": this build has no CA");
    }
}
