package io.settee.cli;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private CertsNodes nodes = new CertsNodes();

    @Override
    public Integer call() {
        CertificateFolder made = CertificateMaker.writeRequest(nodes.folder(), nodes.hosts(), options.read());
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
