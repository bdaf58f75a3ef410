package io.settee.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** For which nodes keys are made, and where they are written. */
final class CertsNodes {
    @Parameters(index = "0", paramLabel = "DIR", description = "Where to write; made if it does not exist.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "HOST",
            description = "What stands behind the @ of a node's name: a host name or an IP address.")
    private List<String> hosts = List.of();

    Path folder() {
        return folder;
    }

    List<String> hosts() {
        return hosts;
    }
}
