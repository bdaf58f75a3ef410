package io.settee.cli;

import io.settee.audit.Survey;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee peers}. */
@Command(
        name = "peers",
        description = "Tells to whom a node is connected, over TLS or plain TCP, as the node itself measures it;"
                + " with --all the same of each node that can be got at from there.")
final class PeersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SurveySettings settings = new SurveySettings();

    @Option(names = "--all", description = "Goes on to all nodes that it knows, hidden ones as well.")
    private boolean all;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Survey survey = settings.take(all);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? SurveyJson.of(survey) : all ? SurveyText.cluster(survey) : SurveyText.peers(survey));
        out.flush();
        return (survey.isUsable() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }
}
