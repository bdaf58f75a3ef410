package io.settee.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page, in the language of man(7), from the same annotations as the help of each command. */
final class ManualPage {
    private static final String HEAD = """
            .TH SETTEE 1
            .SH NAME
            settee \\- talk to Erlang nodes over TLS and TCP, without Erlang
            .SH SYNOPSIS
            .B settee
            COMMAND [OPTION...] [ARGUMENT...]
            .SH COMMANDS
            """;

    /** What belongs to no single command. */
    private static final String TAIL = """
            .SH ENVIRONMENT
            .TP
            SETTEE_PROFILE
            The profile to take, from ~/.config/settee/profiles or the file in SETTEE_PROFILES.
            .TP
            SETTEE_VM_ARGS, SETTEE_COOKIE, SETTEE_COOKIE_FILE, SETTEE_TLS_CONF
            As the options of these names.
            .TP
            ERL_EPMD_PORT, ERL_EPMD_ADDRESS, ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS
            As for erl and epmd.
            .TP
            SETTEE_STARTUP_CACHE
            The folder of the cache that lets commands start quickly, or off.
            .TP
            SETTEE_AGENT
            off, for commands that are not to be run by the agent.
            .SH FILES
            .TP
            ~/.erlang.cookie
            The cookie if no other is given.
            .TP
            ~/.config/settee/profiles
            Settings of several clusters: lines of NAME.SETTING = VALUE.
            .SH EXIT STATUS
            0 done; 1 the remote code raised, or the answer is no; 2 usage, settings or syntax; 3 no connection, name or cookie;
            4 connection lost; 5 no answer in time; 130 interrupted. Commands with others name them.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private ManualPage() {}

    static String of(CommandSpec settee) {
        var manual = new ManualPage();
        settee.subcommands().values().forEach(sub -> manual.add(sub.getCommandSpec()));
        return manual.page.append(TAIL).toString();
    }

    private void add(CommandSpec command) {
        if (command.usageMessage().hidden()) return;
        page.append(".SS ").append(command.qualifiedName()).append('\n');
        var help = new Help(command, Ansi.OFF);
        line(help.synopsis(0).strip().replaceAll("\\s+", " "));
        page.append(".PP\n");
        for (String text : command.usageMessage().description()) line(text);
        for (PositionalParamSpec parameter : command.positionalParameters()) item(parameter.paramLabel(), parameter);
        for (OptionSpec option : command.options()) {
            if (option.hidden() || option.inherited() || isStandard(option)) continue;
            String names = String.join(", ", option.names());
            item(option.arity().max() > 0 ? names + " " + option.paramLabel() : names, option);
        }
        for (Map.Entry<String, String> status :
                command.usageMessage().exitCodeList().entrySet()) {
            page.append(".TP\nstatus ").append(status.getKey()).append('\n');
            line(status.getValue());
        }
        command.subcommands().values().forEach(sub -> add(sub.getCommandSpec()));
    }

    private static boolean isStandard(OptionSpec option) {
        return List.of("--help", "--version", "--debug").contains(option.longestName());
    }

    private void item(String label, ArgSpec argument) {
        page.append(".TP\n.B ");
        line(label);
        String text = String.join(" ", argument.description());
        line(text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()))
                .replace("${COMPLETION-CANDIDATES}", candidates(argument)));
    }

    private static String candidates(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null
                ? ""
                : StreamSupport.stream(candidates.spliterator(), false).collect(Collectors.joining(", "));
    }

    /** Backslashes and hyphens mean something to troff, and so does a dot or an apostrophe at the beginning of a line. */
    private void line(String text) {
        String escaped = text.replace("%n", " ").replace("\\", "\\e").replace("-", "\\-");
        if (escaped.startsWith(".") || escaped.startsWith("'")) page.append("\\&");
        page.append(escaped).append('\n');
    }
}
