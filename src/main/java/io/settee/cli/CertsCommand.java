package io.settee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code settee certs}: a CA of one's own and what it can do. Each command below it is a class. */
@Command(
        name = "certs",
        description = "Makes certificates for nodes, BEAM or Settee, and looks at those that others made.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CertsMakeCommand.class,
            CertsCaCommand.class,
            CertsRequestCommand.class,
            CertsSignCommand.class,
            CertsRevokeCommand.class,
            CertsShowCommand.class
        })
final class CertsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: make, ca, request, sign, revoke or show");
    }
}
