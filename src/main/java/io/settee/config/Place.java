package io.settee.config;

/**
 * Where something was read.
 *
 * @param source a file, or the name of an environment variable
 * @param line counted from 1; 0 if it has none
 */
public record Place(String source, int line) {
    /** {@code vm.args line 4}. */
    @Override
    public String toString() {
        return line == 0 ? source : source + " line " + line;
    }
}
