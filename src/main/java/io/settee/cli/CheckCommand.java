package io.settee.cli;

import io.settee.check.Checkup;
import io.settee.check.Report;
import io.settee.check.Step;
import io.settee.check.Verdict;
import io.settee.config.UserFolder;
import io.settee.identity.NodeName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee check}. */
@Command(
        name = "check",
        description =
                "Tells what a node would do with its vm.args, what is wrong with it, and with --dial at which step a"
                        + " connection fails.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing is wrong, though there may be warnings",
            "1:the settings or their files are wrong; with --strict also if there is a warning",
            "2:the command line cannot be understood",
            "3:a peer cannot be reached: its host, EPMD, or its port",
            "4:what answers is no such node, or TLS fails",
            "5:the peer refuses: handshake, abilities, cookie"
        })
final class CheckCommand implements Callable<Integer> {
    private static final int SETTINGS = 1;
    private static final int UNREACHABLE = 3;
    private static final int CARRIER = 4;
    private static final int REFUSED = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "VM_ARGS", description = "The node's vm.args.")
    private Path vmArgs = Path.of("");

    @Option(names = "--dial", paramLabel = "NODE", description = "A peer to dial, step by step; may be repeated.")
    private List<NodeName> dial = List.of();

    @Option(names = "--peer", paramLabel = "NODE", description = "A peer whose carrier to tell; may be repeated.")
    private List<NodeName> peers = List.of();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(names = "--strict", description = "Takes warnings for errors.")
    private boolean strict;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = System.getenv();
        Report report = new Checkup(vmArgs, environment, UserFolder.home(environment), peers, dial).run();
        PrintWriter out = spec.commandLine().getOut();
        int status = status(report);
        out.print(json ? CheckText.json(report, status) : CheckText.lines(report));
        out.flush();
        return status;
    }

    private int status(Report report) {
        boolean warned = strict && report.worst() == Verdict.WARNING;
        return report.failedAt().map(CheckCommand::status).orElse(warned ? SETTINGS : 0);
    }

    private static int status(Step failed) {
        return switch (failed) {
            case SETTINGS, NAME, CARRIER, TLS_FILES -> SETTINGS;
            case RESOLVE, EPMD, TCP -> UNREACHABLE;
            case PROTOCOL, TLS -> CARRIER;
            case HANDSHAKE, FLAGS, COOKIE -> REFUSED;
        };
    }
}
