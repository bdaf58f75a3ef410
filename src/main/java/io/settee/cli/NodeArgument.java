package io.settee.cli;

import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
        return NodeName.of(text.contains("@") || text.isEmpty() ? text : text + "@" + shortHost());
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

    private static String shortHost() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the name of this host is not known; name@host is needed (" + e.getMessage() + ")", e);
        }
    }
}
