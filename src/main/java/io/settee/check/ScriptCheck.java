package io.settee.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the control scripts of releases make of a {@code vm.args}: they read it by lines and not as {@code erl} does. */
final class ScriptCheck {
    private static final Pattern CARRIER = Pattern.compile("^\\s*-proto_dist\\s+(?!inet_tcp\\b).*");
    private static final Pattern FILE = Pattern.compile("(^|.*\\s)-ssl_dist_optfile\\s.*");

    private final Path vmArgs;
    private final Findings findings;

    ScriptCheck(Path vmArgs, Findings findings) {
        this.vmArgs = vmArgs;
        this.findings = findings;
    }

    void run() {
        List<String> lines;
        try {
            lines = Files.readAllLines(vmArgs, StandardCharsets.UTF_8);
        } catch (IOException e) {
            // It was read a moment ago; then its settings were what mattered.
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!CARRIER.matcher(lines.get(i)).matches()
                    || FILE.matcher(lines.get(i)).matches()) continue;
            if (lines.stream().noneMatch(line -> FILE.matcher(line).matches())) continue;
            findings.note(
                    Step.SETTINGS,
                    vmArgs + " line " + (i + 1)
                            + ": -proto_dist and -ssl_dist_optfile are on two lines. erl reads that; the scripts of"
                            + " relx releases take the one line that begins with -proto_dist to their remote console and"
                            + " their pings, which then have no certificates. With such a script put both on one line");
            return;
        }
    }
}
