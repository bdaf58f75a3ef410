package io.settee.cli;

import io.settee.certs.CertificateMaker;
import io.settee.certs.KeyKind;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that make a node's key have in common. */
final class CertsOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsAuthority authority = new CertsAuthority();

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

    @Option(
            names = "--subject",
            paramLabel = "PARTS",
            description = "The subject before its CN, as in C=DE,O=Example. Default: none.")
    private String organisation = "";

    @Option(
            names = "--password",
            paramLabel = "SECRET",
            arity = "0..1",
            interactive = true,
            description =
                    "Encrypts the node's key; asked for if no SECRET is given, which others on this machine may see in the list of"
                            + " processes. It is written into couch_dist.conf.")
    private @Nullable String password;

    @Option(
            names = "--installed-at",
            paramLabel = "DIR",
            description =
                    "Where the files will lie on the node's machine, for couch_dist.conf. Default: where they are made.")
    private @Nullable Path installedAt;

    /**
     * The options of {@link CertificateMaker}.
     *
     * @throws ParameterException if one of them makes no sense
     */
    CertificateMaker.Options read() {
        if (days < 1) throw new ParameterException(spec.commandLine(), "--days is " + days + "; at least 1 is needed");
        var options = CertificateMaker.Options.builder()
                .key(key)
                .validity(Duration.ofDays(days))
                .authority(authority.name(), authority.password())
                .organisation(organisation);
        if (!commonName.isBlank()) options.commonName(commonName);
        if (password != null) options.password(password);
        if (installedAt != null) options.installedAt(installedAt);
        return options.build();
    }
}
