package io.settee.cli;

import io.settee.cli.agent.Caller;
import io.settee.cli.agent.Declined;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
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
        versionProvider = Main.Version.class)
public final class Main {
    /** In the order in which they are listed. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("ping", PingCommand.class);
        COMMANDS.put("remsh", RemshCommand.class);
        COMMANDS.put("eval", EvalCommand.class);
        COMMANDS.put("call", CallCommand.class);
        COMMANDS.put("cast", CastCommand.class);
        COMMANDS.put("rpc", RpcCommand.class);
        COMMANDS.put("peers", PeersCommand.class);
        COMMANDS.put("audit", AuditCommand.class);
        COMMANDS.put("names", NamesCommand.class);
        COMMANDS.put("epmd", EpmdCommand.class);
        COMMANDS.put("check", CheckCommand.class);
        COMMANDS.put("certs", CertsCommand.class);
        COMMANDS.put("agent", AgentCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
        COMMANDS.put("man", ManCommand.class);
        COMMANDS.put("train", TrainCommand.class);
    }

    private static final Set<String> DIAL = Set.of("ping", "remsh", "eval", "call", "cast", "rpc", "peers", "audit");

    /** In place of an exit status: an agent cannot run this, and nothing has happened. */
    static final int DECLINED = -1;

    /** The longest time limit, in seconds. */
    private static final int SOME_DECADES = 1_000_000_000;

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

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
        var out = new ByteWriter(System.out);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (arguments.length > 0 && DIAL.contains(arguments[0])) HeadStart.forDialling();
        int status = run(out, err, arguments);
        CommandLoop.end();
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var settee = new CommandLine(new Main());
        commandsFor(arguments).forEach(settee::addSubcommand);
        settee.setOut(out)
                .setErr(err)
                .registerConverter(Path.class, text -> Caller.current().path(text))
                .registerConverter(NodeName.class, sayingWhy(NodeArgument::parse))
                .registerConverter(Duration.class, sayingWhy(Main::seconds))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed);
        int status;
        try {
            status = settee.execute(arguments);
        } catch (Error e) {
            return mistake(e, err);
        }
        if (status != ExitStatus.OK.code() || !out.checkError()) return status;
        err.println("settee: not all of the output could be written: the disk is full, or nobody reads it any more");
        return ExitStatus.FAILED.code();
    }

    /** Only the one that is named, if it is: to look at the annotations of all of them takes longer than a call. */
    private static Map<String, Class<?>> commandsFor(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        Class<?> named = COMMANDS.get(first);
        boolean tellsOfOthers = named == CompletionCommand.class || named == ManCommand.class;
        return named == null || tellsOfOthers ? COMMANDS : Map.of(first, named);
    }

    private static int misunderstood(ParameterException problem, String[] arguments) {
        if (problem.getCause() instanceof Declined) return DECLINED;
        CommandLine command = problem.getCommandLine();
        command.getErr().println("settee: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE.code();
    }

    private static int failed(Exception problem, CommandLine command, ParseResult parsed) {
        if (problem instanceof Declined) return DECLINED;
        if (problem instanceof InterruptedException) return ExitStatus.INTERRUPTED.code();
        if (problem instanceof SetteeException || problem instanceof CommandFailure) {
            command.getErr().println("settee: " + problem.getMessage());
            return (problem instanceof CommandFailure failure
                            ? failure.status()
                            : ExitStatus.of((SetteeException) problem))
                    .code();
        }
        if (problem instanceof IOException) {
            command.getErr().println("settee: " + problem);
            return ExitStatus.FAILED.code();
        }
        return mistake(problem, command.getErr());
    }

    private static int mistake(Throwable problem, PrintWriter err) {
        err.println("settee: this is a mistake in Settee; please report it with these lines:");
        problem.printStackTrace(err);
        return ExitStatus.FAILED.code();
    }

    /** {@code 5}, {@code 0.5}. */
    private static Duration seconds(String text) {
        var problem =
                "a number of seconds above 0 and below " + SOME_DECADES + " is needed, and '" + text + "' was given";
        try {
            Duration time = WHOLE.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : fraction(text);
            if (time.isPositive() && time.toSeconds() < SOME_DECADES) return time;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(problem, e);
        }
        throw new IllegalArgumentException(problem);
    }

    /**
     * Rounded up to milliseconds. Apart from whole numbers, as defaults are: before its first number BigDecimal makes tables, which takes 8 ms in a JVM
     * that has just started.
     */
    private static Duration fraction(String text) {
        BigDecimal millis = new BigDecimal(text).scaleByPowerOfTen(3); // movePointRight would spell 1e99999999 out
        if (millis.signum() <= 0) return Duration.ZERO;
        // So would rounding, and 1e-999999999 is a number, too.
        if (millis.compareTo(BigDecimal.ONE) < 0) return Duration.ofMillis(1);
        if (millis.precision() - millis.scale() > 18) return Duration.ofSeconds(Long.MAX_VALUE);
        return Duration.ofMillis(millis.setScale(0, RoundingMode.CEILING).longValueExact());
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
