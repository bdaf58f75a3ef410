package io.settee.cli;

import io.settee.cli.agent.Agent;
import io.settee.cli.agent.AgentFile;
import io.settee.cli.agent.Caller;
import io.settee.cli.agent.CallerLog;
import io.settee.cli.agent.Declined;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee agent}: a JVM that stays and runs commands. The launcher talks to it, and tells by system properties where its file is. */
@Command(
        name = "agent",
        description =
                "Keeps a JVM for you, so that ping, eval, call, cast and rpc answer at once, and remsh has its prompt at once.",
        synopsisSubcommandLabel = "COMMAND")
final class AgentCommand {
    /** So many times it does what commands do before it serves any: they are compiled then. */
    private static final String WARM_UPS = "30";

    private static final int MOST_AT_ONCE = 16;

    private static final List<String> COMMANDS = List.of("ping", "eval", "call", "cast", "rpc", "remsh");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "start",
            description =
                    "Starts it, in the background. It ends when nobody has used it for a while, or by: settee agent stop."
                            + " It needs bash, and serves its user alone.")
    int start(
            @Option(
                            names = "--idle",
                            paramLabel = "SECONDS",
                            description = "Ends when it was not used for so long. Default: ${DEFAULT-VALUE}.",
                            defaultValue = "3600")
                    Duration idle,
            @Option(names = "--warm-ups", hidden = true, defaultValue = WARM_UPS) int warmUps)
            throws IOException, InterruptedException {
        CallerLog.install();
        TrainCommand.exercise(warmUps);
        String jar = System.getProperty("java.class.path", "");
        try (Agent agent = Agent.start(place(), jar, MOST_AT_ONCE, AgentCommand::run)) {
            agent.run(idle);
        }
        removeEmptyLog();
        return ExitStatus.OK.code();
    }

    @Command(name = "stop", description = "Ends it, once the commands and shells that it runs have ended.")
    int stop() throws IOException {
        Optional<AgentFile> file = AgentFile.read(place()).filter(Agent::isThere);
        // The agent looks for its file every second.
        Files.deleteIfExists(place());
        return told(file.map(agent -> "the agent ends, pid " + agent.pid()));
    }

    @Command(name = "status", description = "Tells whether there is one. Exit status: 0 if there is, 1 if not.")
    int status() throws IOException {
        return told(AgentFile.read(place())
                .filter(Agent::isThere)
                .map(agent -> "an agent runs, pid " + agent.pid() + ", for " + agent.jar()));
    }

    private int told(Optional<String> agent) {
        spec.commandLine().getOut().println(agent.orElse("no agent runs"));
        return (agent.isPresent() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }

    private static Path place() {
        String given = System.getProperty("settee.agent", "");
        if (given.isEmpty()) {
            throw new CommandFailure(ExitStatus.USAGE, "the agent is for the launcher; use target/settee");
        }
        return Path.of(given);
    }

    /** What the launcher has made the standard output; another agent may have its own there by now. */
    private static void removeEmptyLog() throws IOException {
        Path log = Path.of(place() + ".log");
        Path ours = Path.of("/dev/stdout");
        if (Files.exists(log) && Files.exists(ours) && Files.isSameFile(log, ours) && Files.size(log) == 0) {
            Files.delete(log);
        }
    }

    private static int run(OutputStream out, OutputStream err, List<String> arguments) {
        if (arguments.isEmpty() || !COMMANDS.contains(arguments.getFirst()))
            throw new Declined("a command of another kind");
        boolean shell = arguments.getFirst().equals("remsh");
        if (shell ? Caller.current().terminal().isEmpty() : arguments.contains("-"))
            throw new Declined("the caller's standard input");
        if (anyBegins(arguments, "--debug")) throw new Declined("another level of the log");
        if (anyBegins(arguments, "@"))
            throw new Declined("a file of arguments, which picocli would look for in our folder");
        try (var loop = CommandLoop.begin()) {
            int status = Main.run(
                    new ByteWriter(out),
                    new PrintWriter(err, true, StandardCharsets.UTF_8),
                    arguments.toArray(String[]::new));
            if (status == Main.DECLINED) throw new Declined("one that needs the caller's folder");
            return status;
        }
    }

    private static boolean anyBegins(List<String> arguments, String with) {
        return arguments.stream().anyMatch(word -> word.startsWith(with));
    }
}
