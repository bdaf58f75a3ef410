package io.settee.cli;

import io.settee.certs.AuthorityFolder;
import io.settee.certs.RevocationList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs revoke}. */
@Command(
        name = "revoke",
        description =
                "Writes the CA's revocation list (CRL) with these certificates added; without any, the same list anew.")
final class CertsRevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsAuthority authority = new CertsAuthority();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private RevocationList.Reason reason = RevocationList.Reason.UNSPECIFIED;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long nodes take this list; they refuse everybody afterwards. Default: ${DEFAULT-VALUE}.")
    private long days = 90;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the CA.")
    private Path folder = Path.of("");

    @Parameters(index = "1..*", paramLabel = "CERTIFICATE", description = "Certificates of this CA, PEM files.")
    private List<Path> certificates = List.of();

    @Override
    public Integer call() {
        if (days < 1) throw new ParameterException(spec.commandLine(), "--days is " + days + "; at least 1 is needed");
        AuthorityFolder ca = AuthorityFolder.open(folder, authority.password());
        RevocationList list = ca.revoke(certificates, reason, Duration.ofDays(days));
        spec.commandLine().getOut().print("""
                %s
                  list number %d, %d certificates revoked, good for %d days
                  Nodes look into it if their TLS options say {crl_check, peer} and name %s in crl_cache, as couch_dist.conf
                  does when it is made after this.
                """.formatted(
                        ca.folder().revocations(),
                        list.number(),
                        list.entries().size(),
                        days,
                        ca.folder().revocationFolder()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
