package io.settee.cli;

import io.settee.audit.Audit;
import io.settee.audit.AuditPage;
import io.settee.audit.Expectations;
import io.settee.carrier.CarrierPolicy;
import io.settee.carrier.CouchPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code settee audit}. */
@Command(
        name = "audit",
        description =
                "Is the communication of a cluster encrypted? Asks every node that can be got at from one, holds what it measures against"
                        + " the nodes' own flags (no_tls), and looks at certificates, cookies and releases.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing is wrong, though there may be warnings",
            "1:a link is plain that should not be, or a certificate ends soon; or the first node tells nothing",
            "2:the command line or a setting cannot be understood",
            "3:the first node cannot be reached"
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SurveySettings settings = new SurveySettings();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long all certificates are to be good for. Default: ${DEFAULT-VALUE}.")
    private int days = (int) Expectations.DEFAULT.certificateLife().toDays();

    @Option(
            names = "--require-tls",
            description =
                    "Takes every plain link for an error, whatever the nodes' own flags allow, but those of a node that --no-tls, or"
                            + " no_tls in --vm-args, names.")
    private boolean requireTls;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a page that stands by itself, with the cluster as a drawing.")
    private @Nullable Path html;

    @Override
    public Integer call() throws InterruptedException {
        if (days < 0) throw new ParameterException(spec.commandLine(), "--days is " + days + "; it cannot be negative");
        Optional<CarrierPolicy> policy = requireTls
                ? Optional.of(CouchPolicy.noTls(settings.node().vmArgs().noTls()))
                : Optional.empty();
        Audit audit = Audit.of(settings.take(true), new Expectations(Duration.ofDays(days), policy));
        ExitStatus status = audit.failed() || !audit.survey().isUsable() ? ExitStatus.FAILED : ExitStatus.OK;
        PrintWriter out = spec.commandLine().getOut();
        if (html != null) write(html, AuditPage.html(audit));
        out.print(json ? SurveyJson.of(audit, status) : SurveyText.audit(audit));
        out.flush();
        return status.code();
    }

    private static void write(Path file, String page) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot write " + file + ": " + e, e);
        }
    }
}
