package io.settee.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The name of this machine, as erl has it for node names: what gethostname() says, without asking a resolver, which may take its time. */
public final class ThisHost {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private ThisHost() {}

    /** With a domain if the machine is configured so; empty if it cannot be found out. */
    public static Optional<String> name() {
        try {
            // Java has no call that does not also resolve the name.
            if (Files.isReadable(KERNEL_HOSTNAME))
                return Optional.of(Files.readString(KERNEL_HOSTNAME).strip());
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Up to the first dot, as in names by {@code -sname}; empty if it cannot be found out. */
    public static Optional<String> shortName() {
        return name().map(host -> host.split("\\.", 2)[0]);
    }
}
