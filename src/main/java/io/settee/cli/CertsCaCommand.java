package io.settee.cli;

import io.settee.certs.AuthorityFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.KeyKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs ca}. */
@Command(name = "ca", description = "Makes a CA alone, unless the folder has one.")
final class CertsCaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsAuthority authority = new CertsAuthority();

    @Option(
            names = "--key",
            paramLabel = "KIND",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private KeyKind key = CertificateMaker.Options.DEFAULT.key();

    @Parameters(paramLabel = "DIR", description = "Where to write; made if it does not exist.")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        var options = CertificateMaker.Options.builder()
                .key(key)
                .authority(authority.name(), authority.password())
                .build();
        AuthorityFolder made = CertificateMaker.writeAuthority(folder, options);
        spec.commandLine().getOut().println(made.folder().caCert());
        return 0;
    }
}
