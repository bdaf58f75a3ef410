package io.settee.config;

import io.settee.error.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where something was read.
 *
 * @param source a file, or the name of an environment variable
 * @param line counted from 1; 0 if it has none
 */
public record Place(String source, int line) {
    /** The path that is written here. Not every text is one: none has a NUL, and in a locale without UTF-8 many letters are missing. */
    Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(this + ": no file can have this path: " + e.getMessage(), e);
        }
    }

    /** {@code vm.args line 4}. */
    @Override
    public String toString() {
        return line == 0 ? source : source + " line " + line;
    }
}
