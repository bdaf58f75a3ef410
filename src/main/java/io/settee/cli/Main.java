package io.settee.cli;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code settee}, the command line. */
@Command(
        name = "settee",
        description = "Settee, an Erlang distribution node for the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            NamesCommand.class,
            PingCommand.class,
            PeersCommand.class,
            AuditCommand.class,
            CheckCommand.class,
            CertsCommand.class,
            DemoCommand.class
        })
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    // A method, because it has to be done before the first logger is made; commands run after the whole line is parsed.
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Logs what happens and why.")
    void debug(boolean wanted) {
        if (wanted) System.setProperty(LOG_LEVEL, "debug");
    }

    /** Runs one command and ends the JVM with its status. */
    public static void main(String[] arguments) {
        System.setProperty(LOG_LEVEL, "warn");
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .registerConverter(NodeName.class, sayingWhy(NodeArgument::parse))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    private static int misunderstood(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        command.getErr().println("settee: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE.code();
    }

    private static int failed(Exception problem, CommandLine command, ParseResult parsed) {
        if (problem instanceof InterruptedException) return ExitStatus.INTERRUPTED.code();
        if (problem instanceof SetteeException || problem instanceof CommandFailure) {
            command.getErr().println("settee: " + problem.getMessage());
            return (problem instanceof CommandFailure failure
                            ? failure.status()
                            : ExitStatus.of((SetteeException) problem))
                    .code();
        }
        command.getErr().println("settee: this is a mistake in Settee; please report it with these lines:");
        problem.printStackTrace(command.getErr());
        return ExitStatus.FAILED.code();
    }

    /** A converter whose error message is the exception's; picocli would put the exception's class before it. */
    private static <T> ITypeConverter<T> sayingWhy(ITypeConverter<T> converter) {
        return text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Objects.requireNonNullElse(e.getMessage(), "not understood"));
            }
        };
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "settee " + Objects.requireNonNullElse(version, "(not from a jar)"), "Java " + Runtime.version()
            };
        }
    }
}
