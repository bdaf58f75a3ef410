package io.settee.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script for fish, of which picocli knows nothing: a line of {@code complete} for each command and option. */
final class FishCompletion {
    private final StringBuilder script =
            new StringBuilder("# fish completion for settee, by 'settee completion fish'\n");

    private FishCompletion() {}

    static String of(CommandSpec settee) {
        var completion = new FishCompletion();
        completion.add(settee, List.of(), "__fish_use_subcommand");
        return completion.script.toString();
    }

    private void add(CommandSpec command, List<String> path, String condition) {
        for (OptionSpec option : command.options()) {
            if (option.hidden()) continue;
            script.append("complete -c settee -n ").append(quoted(condition));
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (option.arity().max() > 0) script.append(takesFile(option) ? " -r -F" : " -x");
            script.append(description(option.description()));
        }
        for (Map.Entry<String, CommandLine> entry : command.subcommands().entrySet()) {
            CommandSpec sub = entry.getValue().getCommandSpec();
            if (sub.usageMessage().hidden()) continue;
            String name = entry.getKey();
            String inside = String.join(
                    "; and ",
                    path.stream().map(p -> "__fish_seen_subcommand_from " + p).toList());
            script.append("complete -c settee -f -n ")
                    .append(quoted(path.isEmpty() ? "__fish_use_subcommand" : inside))
                    .append(" -a ")
                    .append(name)
                    .append(description(sub.usageMessage().description()));
            var below = new ArrayList<>(path);
            below.add(name);
            add(sub, below, (inside.isEmpty() ? "" : inside + "; and ") + "__fish_seen_subcommand_from " + name);
        }
    }

    private static boolean takesFile(OptionSpec option) {
        return option.type().equals(Path.class);
    }

    private static String description(String... lines) {
        String text = lines.length == 0 ? "" : lines[0].replace("%n", " ");
        int end = text.indexOf(". ");
        return " -d " + quoted(end < 0 ? text : text.substring(0, end)) + "\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
