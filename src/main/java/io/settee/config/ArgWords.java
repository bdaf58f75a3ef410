package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits text into words as {@code erl} splits an arguments file or {@code ERL_FLAGS}.
 *
 * <p>Quotes of both kinds keep everything between them as it is, backslashes included; outside of them a backslash does that for one
 * character. In a file a {@code #} outside quotes starts a comment, even within a word. This was found out by asking {@code erl}
 * ({@code ArgsErlIT} asks it again); OTP "erl", flag {@code -args_file}, says less.
 *
 * <p>A variable's value is read as if it stood in the file, so it may be several words or none: relx puts it there before {@code erl} reads.
 */
final class ArgWords {
    /** As relx has them, which starts releases: the default counts for an empty value, too. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private final String source;
    private final String text;
    private final boolean comments;
    private final Map<String, String> environment;
    private final ConfigFaults faults;
    private final List<Setting<String>> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int wordLine;
    private int line = 1;
    private int at;
    private String value = ""; // of a variable, read before the text goes on
    private int valueAt;
    private boolean fromValue; // the character read last

    private ArgWords(
            String source, String text, boolean comments, Map<String, String> environment, ConfigFaults faults) {
        this.source = source;
        this.text = text;
        this.comments = comments;
        this.environment = environment;
        this.faults = faults;
    }

    /** The words of a file. */
    static List<Setting<String>> ofFile(
            String source, String text, Map<String, String> environment, ConfigFaults faults) {
        return new ArgWords(source, text, true, environment, faults).read();
    }

    /** The words of an environment variable, which has no comments, no lines and no variables in it. */
    static List<Setting<String>> ofVariable(String name, String text, ConfigFaults faults) {
        return new ArgWords(name, text, false, Map.of(), faults).read();
    }

    private List<Setting<String>> read() {
        while (hasNext()) {
            char c = next();
            switch (c) {
                case ' ', '\t', '\r', '\n', '\f', '\u000b' -> endWord();
                case '\'', '"' -> quoted(c);
                case '\\' -> escaped();
                case '#' -> {
                    if (comments) skipLine();
                    else append(c);
                }
                case '$' -> variable();
                default -> append(c);
            }
        }
        endWord();
        return words;
    }

    private boolean hasNext() {
        return valueAt < value.length() || at < text.length();
    }

    private char next() {
        fromValue = valueAt < value.length();
        if (fromValue) return value.charAt(valueAt++);
        char c = text.charAt(at++);
        if (c == '\n') line++;
        return c;
    }

    private void begin() {
        if (!inWord) wordLine = line;
        inWord = true;
    }

    private void append(char c) {
        begin();
        word.append(c);
    }

    private void endWord() {
        if (!inWord) return;
        words.add(new Setting<>(word.toString(), new Place(source, comments ? wordLine : 0)));
        word.setLength(0);
        inWord = false;
    }

    private void quoted(char quote) {
        begin();
        int opened = line;
        while (hasNext()) {
            char c = next();
            if (c == quote) return;
            if (c == '$') variable();
            else word.append(c);
        }
        faults.add(new ConfigException(
                new Place(source, comments ? opened : 0) + ": the quote " + quote + " is not closed"));
    }

    private void escaped() {
        begin();
        if (hasNext()) word.append(next());
    }

    private void skipLine() {
        endWord();
        valueAt = value.length();
        while (at < text.length() && text.charAt(at) != '\n') at++;
    }

    /** Stands behind a dollar sign. */
    private void variable() {
        Matcher matcher = VARIABLE.matcher(text).region(at - 1, text.length());
        if (!comments || fromValue || !matcher.lookingAt()) {
            append('$');
            return;
        }
        at = matcher.end();
        String found = environment.get(matcher.group(1));
        if ((found == null || found.isEmpty()) && matcher.group(2) != null) found = matcher.group(2);
        if (found == null) {
            faults.add(new ConfigException(new Place(source, line) + ": the environment variable " + matcher.group(1)
                    + " is not set; set it, or give a default with ${" + matcher.group(1) + ":-value}"));
            return;
        }
        value = found;
        valueAt = 0;
    }
}
