package io.settee.config;

import io.settee.error.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as erl has it for node names: what gethostname() says, without asking a resolver, which may take its time. */
public final class ThisHost {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private ThisHost() {}

    /**
     * With a domain if the machine is configured so.
     *
     * @throws ConfigException if it cannot be found out
     */
    public static String name() {
        try {
            // Java has no call that does not also resolve the name.
            if (Files.isReadable(KERNEL_HOSTNAME))
                return Files.readString(KERNEL_HOSTNAME).strip();
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            throw new ConfigException(
                    "the name of this machine cannot be found out; give the host in the node's name", e);
        }
    }

    /**
     * Up to the first dot, as in names by {@code -sname}.
     *
     * @throws ConfigException if it cannot be found out
     */
    public static String shortName() {
        String host = name();
        int dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }
}
