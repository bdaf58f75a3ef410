package io.settee.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that have to be told theirs. They lie below those that the system gives to listeners and outgoing connections which do not care:
 * such a one would be taken again by anybody between our look and the program's start.
 */
public final class FreePort {
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** Where IANA begins them; for systems without that file. */
    private static final int USUAL_EPHEMERAL = 49_152;

    private static final int LOWEST = 10_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /**
     * A port of 127.0.0.1 where nobody listens. Any thread.
     *
     * @throws UncheckedIOException if a hundred ports are taken
     */
    public static int next() {
        int end = Math.max(firstEphemeral(), LOWEST + ATTEMPTS);
        IOException taken = new IOException("no port tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            // On all addresses, so that a server which wants them all, or another loopback address, finds it free as
            // well.
            try (var socket = new ServerSocket(port, 1)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new UncheckedIOException("no free port from " + LOWEST + " to " + (end - 1), taken);
    }

    private static int firstEphemeral() {
        // Not by readString, which reads one byte first: the kernel has nothing more for a second read.
        try (var file = new Scanner(EPHEMERAL, StandardCharsets.US_ASCII)) {
            return file.nextInt();
        } catch (IOException | NoSuchElementException e) {
            return USUAL_EPHEMERAL;
        }
    }
}
