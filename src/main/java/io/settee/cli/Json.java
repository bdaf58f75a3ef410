package io.settee.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** What commands print for programs. */
final class Json {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    /** A record, a list or a map, with the names of its components; null is left out. */
    static String of(Object value) {
        return GSON.toJson(value);
    }
}
