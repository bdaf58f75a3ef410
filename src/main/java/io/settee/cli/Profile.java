package io.settee.cli;

import io.settee.cli.terminal.PromptColour;
import io.settee.identity.NodeName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of one of several clusters, under a name.
 *
 * @param colour of the shell's prompt
 * @param allowStop whether the shell lets through what stops the node
 * @param nodes of the cluster, for commands that are given none
 */
record Profile(
        Optional<PromptColour> colour,
        boolean allowStop,
        List<NodeName> nodes,
        Optional<Path> vmArgs,
        Optional<Path> cookieFile,
        Optional<Path> tlsConf,
        List<String> noTls,
        OptionalInt epmdPort) {
    /** Of those who have none. */
    static final Profile NONE = new Profile(
            Optional.empty(),
            false,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            OptionalInt.empty());

    Profile {
        nodes = List.copyOf(nodes);
        noTls = List.copyOf(noTls);
    }
}
