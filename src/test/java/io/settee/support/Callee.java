package io.settee.support;

import io.settee.testkit.ErlNode;
import java.nio.file.Path;

/** The module {@code callee} on a real node. */
public final class Callee {
    private Callee() {}

    /** Compiles and loads it there, and starts its servers. */
    public static void start(ErlNode erl) {
        erl.eval(
                "{ok, callee, Code} = compile:file(\""
                        + Path.of("src/test/resources/erl/callee.erl").toAbsolutePath()
                        + "\", [binary, report]), {module, _} = code:load_binary(callee, \"callee.erl\", Code), callee:start()");
    }
}
