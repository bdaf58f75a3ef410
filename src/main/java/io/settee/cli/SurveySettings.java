package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.audit.Reach;
import io.settee.audit.Survey;
import io.settee.audit.Surveyor;
import io.settee.check.Checkup;
import io.settee.check.Finding;
import io.settee.check.Report;
import io.settee.check.Verdict;
import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that look at a cluster have in common. */
final class SurveySettings {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeSettings settings = new NodeSettings();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For the answer of one node, once connected. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + Surveyor.Limits.DEFAULT_SECONDS)
    private Duration timeout = Surveyor.Limits.DEFAULT.perNode();

    @Option(
            names = "--max-nodes",
            paramLabel = "N",
            description = "Looks at no more nodes than these. Default: ${DEFAULT-VALUE}.")
    private int nodes = Surveyor.Limits.DEFAULT.nodes();

    @Parameters(
            arity = "0..*",
            paramLabel = "NODE",
            description =
                    "Where to begin; more of them are nodes that should be there, too. Default: those of the profile.")
    private List<String> typed = List.of();

    NodeSettings node() {
        return settings;
    }

    /** The first node alone, or all that can be got at from there. */
    Survey take(boolean all) throws InterruptedException {
        CommandLine command = spec.commandLine();
        if (nodes < 1) throw new ParameterException(command, "--max-nodes is at least 1");
        List<NodeName> asked = NodeArgument.orThoseOf(settings.profile(), typed, command);
        NodeName first = asked.getFirst();
        var limits = new Surveyor.Limits(timeout, nodes);
        try (ErlangNode us = settings.connect(first)) {
            var surveyor = new Surveyor(us, limits, this::verdict);
            return all ? surveyor.all(first, asked.subList(1, asked.size())) : surveyor.one(first);
        }
    }

    /** What {@code settee check} says. */
    private Reach.Unreachable verdict(NodeName node, String why) throws InterruptedException {
        Report report = Checkup.ofFailure(settings.cluster(), node);
        return report.findings().stream()
                .filter(finding -> finding.verdict() == Verdict.WRONG)
                .findFirst()
                .map(SurveySettings::sentence)
                .orElseGet(() -> new Reach.Unreachable(why, ""));
    }

    private static Reach.Unreachable sentence(Finding finding) {
        return new Reach.Unreachable("at step " + finding.step() + ", " + finding.what(), finding.todo());
    }
}
