package io.settee.cli;

import io.settee.certs.PemDescription;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code settee certs show}. */
@Command(
        name = "show",
        description =
                "Tells what is in PEM files: subjects, hosts, purposes, dates and order of certificates; keys; requests; lists.")
final class CertsShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PEM files.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            out.println(file + ":");
            for (String line : PemDescription.of(file, Instant.now())) out.println("  " + line);
        }
        out.flush();
        return 0;
    }
}
