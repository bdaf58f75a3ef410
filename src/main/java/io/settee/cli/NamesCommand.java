package io.settee.cli;

import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.NameAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code settee names}: what {@code epmd -names} shows, of any host. */
@Command(name = "names", description = "Lists the nodes that an EPMD knows, as 'epmd -names' does.")
final class NamesCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--epmd",
            paramLabel = "HOST[:PORT]",
            description = "The EPMD to ask. Without it, the one of this host; the port is $ERL_EPMD_PORT or 4369.")
    private String epmd = "";

    @Option(names = "--json", description = "Prints JSON: name and port of each node.")
    private boolean json;

    @Override
    public Integer call() {
        EpmdAddress address = epmd.isEmpty() ? EpmdAddress.fromEnvironment(System.getenv()) : given();
        List<NameAndPort> names = new EpmdClient(address.port(), LIMIT).names(address.host());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(names));
            return ExitStatus.OK.code();
        }
        if (names.isEmpty()) out.println("EPMD at " + address + " knows no node.");
        int width = names.stream().mapToInt(name -> name.name().length()).max().orElse(0);
        for (NameAndPort name : names) out.printf("%-" + width + "s  %d%n", name.name(), name.port());
        return 0;
    }

    /** {@code host}, {@code host:port}, {@code [::1]} or {@code [::1]:port}. */
    private EpmdAddress given() {
        int colon = epmd.lastIndexOf(':');
        boolean hasPort =
                colon >= 0 && colon > epmd.lastIndexOf(']') && epmd.indexOf(':', epmd.lastIndexOf(']') + 1) == colon;
        String host = hasPort ? epmd.substring(0, colon) : epmd;
        try {
            int port = hasPort ? Integer.parseInt(epmd.substring(colon + 1)) : EpmdAddress.portFrom(System.getenv());
            return new EpmdAddress(resolve(host), port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--epmd is '" + epmd + "'; HOST or HOST:PORT with a port from 1 to 65535 is needed",
                    e);
        }
    }

    // The first of a host's addresses, as Erlang takes it. An empty name would be this host.
    @SuppressWarnings("AddressSelection")
    private static InetAddress resolve(String host) {
        if (host.isEmpty()) throw new IllegalArgumentException("no host");
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitStatus.NO_CONNECTION,
                    "the host '" + host + "' cannot be resolved; is it spelt right, and does DNS know it?",
                    e);
        }
    }
}
