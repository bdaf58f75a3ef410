package io.settee.cli.terminal;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedStyle;

/** A colour for prompts, by which one tells production from a playground. */
public enum PromptColour {
    RED(AttributedStyle.RED),
    GREEN(AttributedStyle.GREEN),
    YELLOW(AttributedStyle.YELLOW),
    BLUE(AttributedStyle.BLUE),
    MAGENTA(AttributedStyle.MAGENTA),
    CYAN(AttributedStyle.CYAN);

    private final int number;

    PromptColour(int number) {
        this.number = number;
    }

    /**
     * The colour with this name in lower case.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static PromptColour of(String name) {
        return Stream.of(values())
                .filter(colour -> colour.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is one of "
                        + Stream.of(values()).map(PromptColour::toString).collect(Collectors.joining(", "))));
    }

    AttributedStyle style() {
        return AttributedStyle.DEFAULT.foreground(number).bold();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
