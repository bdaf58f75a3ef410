package io.settee.cli;

import io.settee.certs.AuthorityFolder;
import io.settee.certs.CertificateMaker;
import io.settee.x509.CertificateHosts;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs sign}. */
@Command(name = "sign", description = "Signs a request (CSR) that was made elsewhere with the CA of a folder.")
final class CertsSignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsAuthority authority = new CertsAuthority();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long the certificate is good for. Default: ${DEFAULT-VALUE}.")
    private long days = CertificateMaker.Options.DEFAULT.validity().toDays();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "A host that the certificate is to be for, in place of those in the request; may be repeated.")
    private List<String> hosts = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the certificate. Default: cert.pem beside the request.")
    private @Nullable Path out;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the CA.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "REQUEST", description = "The request, a PEM file.")
    private Path request = Path.of("");

    @Override
    public Integer call() {
        if (days < 1) throw new ParameterException(spec.commandLine(), "--days is " + days + "; at least 1 is needed");
        Path answer = out != null ? out : request.toAbsolutePath().resolveSibling("cert.pem");
        X509Certificate signed =
                AuthorityFolder.open(folder, authority.password()).sign(request, hosts, Duration.ofDays(days), answer);
        spec.commandLine().getOut().print("""
                %s
                  subject %s
                  hosts   %s
                  Peers that bind identities believe these names: they must be those of the node that asked.
                """.formatted(
                        answer, CertificateHosts.shown(signed.getSubjectX500Principal()), CertificateHosts.of(signed)));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
