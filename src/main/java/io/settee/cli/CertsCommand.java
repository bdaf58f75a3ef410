package io.settee.cli;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.KeyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs}: what {@link CertificateMaker} makes, and what to do with it. */
@Command(
        name = "certs",
        description = "Makes a CA, a certificate for nodes on these hosts, and the option file that names them."
                + " A CA that is in the folder already is kept.")
final class CertsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "Where to write; made if it does not exist.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "HOST",
            description = "What stands behind the @ of a node's name: a host name or an IP address.")
    private List<String> hosts = List.of();

    @Option(
            names = "--key",
            paramLabel = "KIND",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KeyKind key = CertificateMaker.Options.DEFAULT.key();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long the node's certificate is good for. Default: ${DEFAULT-VALUE}.")
    private long days = CertificateMaker.Options.DEFAULT.validity().toDays();

    @Option(
            names = "--cn",
            paramLabel = "NAME",
            description = "The subject's CN, for peers that bind certificates to names. Without it, the first host.")
    private String commonName = "";

    @Override
    public Integer call() {
        if (days < 1) throw new ParameterException(spec.commandLine(), "--days is " + days + "; at least 1 is needed");
        var options = CertificateMaker.Options.DEFAULT.withKey(key).withValidity(Duration.ofDays(days));
        if (!commonName.isBlank()) options = options.withCommonName(commonName);
        CertificateFolder made = CertificateMaker.writeCluster(folder, hosts, options);
        spec.commandLine().getOut().print("""
                %s
                  a certificate for nodes on %s, good for %d days

                Lines for vm.args:
                  -proto_dist inet_tls
                  -ssl_dist_optfile %s

                %s signs certificates that every node trusts, and no node needs it: take it off this machine.
                """.formatted(
                        made.dir(), String.join(", ", hosts), days, made.optionFile(), made.caKey()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
