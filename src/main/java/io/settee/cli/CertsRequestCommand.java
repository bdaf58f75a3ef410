package io.settee.cli;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs request}. */
@Command(
        name = "request",
        description = "Makes a key and a request (CSR) for a CA elsewhere, and the option file for its answer.")
final class CertsRequestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsOptions options = new CertsOptions();

    @Parameters(index = "0", paramLabel = "DIR", description = "Where to write; made if it does not exist.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "HOST",
            description = "What stands behind the @ of a node's name: a host name or an IP address.")
    private List<String> hosts = List.of();

    @Override
    public Integer call() {
        CertificateFolder made = CertificateMaker.writeRequest(folder, hosts, options.read());
        spec.commandLine().getOut().print("""
                %s
                  Have it signed, for serverAuth and clientAuth and with all its names, and put the answer, the intermediate
                  certificates behind it, into
                %s
                  and the certificate of the CA into
                %s
                  %s is right for them.
                """.formatted(made.request(), made.cert(), made.caCert(), made.optionFile()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
