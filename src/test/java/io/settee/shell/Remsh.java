package io.settee.shell;

import io.settee.cli.Main;
import io.settee.identity.NodeName;
import io.settee.support.ErlCase;
import io.settee.support.PtyProgram;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code settee remsh} at a pseudo-terminal. */
final class Remsh {
    /** What has a group leader elsewhere: of a shell that we had there nothing may be left. */
    static final String LEFT =
            "[{P, proc_lib:translate_initial_call(P)} || P <- processes(), {group_leader, G} <- [process_info(P, group_leader)], node(G) =/= node()]";

    private Remsh() {}

    static PtyProgram start(ErlCase on, ErlangExtension erlang, NodeName node, Path home, int columns, String... more)
            throws IOException {
        return PtyProgram.start(
                Main.class, columns, Map.of("HOME", home.toString()), arguments(on, erlang, node, more));
    }

    static List<String> arguments(ErlCase on, ErlangExtension erlang, NodeName node, String... more) {
        SeparateNode.Settings like = on.separate(erlang, "like@127.0.0.1", true, List.of());
        var arguments = new ArrayList<>(List.of(
                "remsh",
                "--cookie",
                like.cookie(),
                "--epmd-port",
                Integer.toString(erlang.epmdPort()),
                node.toString()));
        like.optionFile().ifPresent(file -> arguments.addAll(List.of("--tls-conf", file.toString())));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
