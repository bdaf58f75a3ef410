package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The node that a command is about, its first argument, and how to get to it. */
final class OneNode {
    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Parameters(index = "0", paramLabel = "NODE", description = "The node, name@host, or name for one of this host.")
    private NodeName name = new NodeName("none", "none");

    NodeName name() {
        return name;
    }

    NodeSettings settings() {
        return settings;
    }

    /** A node of ours that is connected to it. */
    ErlangNode connect() throws InterruptedException {
        return settings.connect(name);
    }
}
