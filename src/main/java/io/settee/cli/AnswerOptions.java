package io.settee.cli;

import io.settee.io.Console;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How long to wait for one node's answer, and how to print it. */
final class AnswerOptions {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for the answer, once connected. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--raw",
            description =
                    "Prints a binary as its bytes, a string as its characters and an atom as its name, and no newline behind them.")
    private boolean raw;

    @Option(
            names = "--json",
            description = "Prints JSON: node, status, value, term (its text), problem, and output of the remote code.")
    private boolean json;

    /** Whether the value itself is wanted and not its text. */
    boolean wantsTerm() {
        return raw || json;
    }

    /**
     * Connects to a node, asks it, and prints the answer.
     *
     * @return the exit status
     */
    int ask(OneNode node, Task task, CommandLine command) throws InterruptedException {
        if (raw && json) throw new ParameterException(command, "--raw and --json exclude each other");
        PrintWriter out = command.getOut();
        var kept = new NodeOutput(node.name(), null);
        Console output = json ? kept : printing(out);
        Answer answer = task.ask(node.settings(), node.name(), timeout, output, printing(command.getErr()));
        if (json) out.println(Json.of(answer.view(kept.end())));
        else print(answer, command);
        out.flush();
        return answer.status().code();
    }

    private static Console printing(PrintWriter to) {
        return text -> {
            to.print(text);
            NodeOutput.flush(to);
        };
    }

    private void print(Answer answer, CommandLine command) {
        if (!answer.isOk()) {
            command.getErr().println(answer.text().startsWith("**") ? answer.text() : "settee: " + answer.text());
        } else if (raw && answer.value() != null) {
            ByteWriter.write(command.getOut(), bytes(answer.value()));
        } else {
            command.getOut().println(answer.text());
        }
    }

    private static byte[] bytes(Term value) {
        return switch (value) {
            case Binary binary -> binary.bytes().toArray();
            case TermList list -> list.chars().orElseGet(list::toString).getBytes(StandardCharsets.UTF_8);
            case Atom(String name) -> name.getBytes(StandardCharsets.UTF_8);
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }
}
