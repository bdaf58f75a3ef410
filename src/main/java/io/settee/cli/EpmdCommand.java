package io.settee.cli;

import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdServer;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code settee epmd}. */
@Command(
        name = "epmd",
        description =
                "Is the EPMD of this host until it is ended by SIGTERM or Ctrl-C, for hosts without Erlang. It stays in the foreground.")
final class EpmdCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen. Default: $ERL_EPMD_PORT or 4369; 0 takes a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--address",
            paramLabel = "IP",
            split = ",",
            description =
                    "Where to listen, and at the loopback address. Default: $ERL_EPMD_ADDRESS, or all interfaces.")
    private List<String> addresses = List.of();

    @Override
    public Integer call() throws InterruptedException {
        if (port != null && (port < 0 || port > 65535)) {
            throw new ParameterException(
                    spec.commandLine(), "--port must be 1 to 65535, or 0 for a free one, not " + port);
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (!addresses.isEmpty()) environment.put("ERL_EPMD_ADDRESS", String.join(",", addresses));
        List<InetAddress> where = EpmdAddress.listenAddresses(environment);
        try (var server = EpmdServer.start(port != null ? port : EpmdAddress.portFrom(environment), where)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("EPMD listens at port " + server.port() + " of "
                    + where.stream()
                            .map(address -> address.isAnyLocalAddress() ? "all interfaces" : address.getHostAddress())
                            .collect(Collectors.joining(", ")));
            out.flush();
            // Whoever stops a service by SIGTERM takes any status but 0 for a failure.
            var end = new Thread(() -> {
                server.close();
                Runtime.getRuntime().halt(ExitStatus.OK.code());
            });
            Runtime.getRuntime().addShutdownHook(end);
            try {
                new CountDownLatch(1).await();
            } finally {
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
        return ExitStatus.OK.code();
    }
}
