package io.settee.fuzz;

import org.jspecify.annotations.Nullable;

/** What Jazzer calls, by the names that it looks for. What an input costs cannot be measured here: Jazzer's traces allocate, too. */
public final class JazzerEntry {
    private static @Nullable FuzzTarget target;

    private JazzerEntry() {}

    /** Takes the name of the target. */
    public static void fuzzerInitialize(String[] args) {
        target = FuzzTargets.named(args[0]);
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (target == null) throw new IllegalStateException("give the target by --target_args");
        target.read(input);
    }
}
