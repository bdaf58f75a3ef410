package io.settee.cli;

import io.settee.config.ThisHost;
import io.settee.identity.NodeName;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A node's name as it is typed. */
final class NodeArgument {
    private NodeArgument() {}

    /**
     * {@code name@host}, or {@code name} of a node of this host, by the host's short name as {@code erl -sname} has it.
     *
     * @throws IllegalArgumentException if no node can have the name
     */
    static NodeName parse(String text) {
        if (text.contains("@") || text.isEmpty()) return NodeName.of(text);
        String host = ThisHost.shortName()
                .orElseThrow(
                        () -> new IllegalArgumentException("the name of this host is not known; name@host is needed"));
        return NodeName.of(text + "@" + host);
    }

    /**
     * Those that were typed, or if none were those of the profile.
     *
     * @throws ParameterException if there are none
     */
    static List<NodeName> orThoseOf(Profile profile, List<String> typed, CommandLine command) {
        if (typed.isEmpty() && profile.nodes().isEmpty()) {
            throw new ParameterException(command, "which node? Name one, or a profile that has nodes (--profile)");
        }
        try {
            return typed.isEmpty()
                    ? profile.nodes()
                    : typed.stream().map(NodeArgument::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }
}
