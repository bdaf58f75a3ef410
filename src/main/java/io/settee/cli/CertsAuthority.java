package io.settee.cli;

import io.settee.certs.CertificateMaker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What concerns the CA itself. */
final class CertsAuthority {
    @Option(
            names = "--ca-name",
            paramLabel = "NAME",
            description = "The CN of the CA, if it is made. Default: ${DEFAULT-VALUE}.")
    private String name = CertificateMaker.Options.DEFAULT.authorityName();

    @Option(
            names = "--ca-password",
            paramLabel = "SECRET",
            arity = "0..1",
            interactive = true,
            description =
                    "Encrypts, or opens, the CA's key; asked for if no SECRET is given, which others on this machine may see"
                            + " in the list of processes.")
    private @Nullable String password;

    String name() {
        return name;
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }
}
