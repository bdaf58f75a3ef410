package io.settee.check;

import io.settee.carrier.Carriers;
import io.settee.config.VmArgs;
import io.settee.error.ConfigException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at a node's settings, and dials peers with them if asked to.
 *
 * @param vmArgs the node's {@code vm.args}
 * @param environment in which the node would be started, usually {@code System.getenv()}
 * @param home of the user who would start it
 * @param peers whose carrier to tell
 * @param dial peers to dial, step by step
 */
public record Checkup(
        Path vmArgs, Map<String, String> environment, Path home, List<NodeName> peers, List<NodeName> dial) {
    public Checkup {
        environment = Map.copyOf(environment);
        peers = List.copyOf(peers);
        dial = List.copyOf(dial);
    }

    /**
     * Does it all. Takes as long as the peers that are dialled let it, each step at most {@code net_setuptime}; blocks.
     *
     * @throws InterruptedException if this thread is interrupted while dialling
     */
    public Report run() throws InterruptedException {
        var findings = new Findings();
        VmArgs args;
        try {
            args = VmArgs.read(vmArgs, environment);
        } catch (ConfigException e) {
            findings.wrong(
                    Step.SETTINGS, e, "No node of ours starts from these settings. Correct this and check again.");
            return findings.report();
        }
        for (String warning : args.warnings()) findings.warning(Step.SETTINGS, warning, "");
        new ScriptCheck(vmArgs, findings).run();
        Optional<Cookie> cookie = new CookieCheck(args, home, findings).run();
        new NodeCheck(args, findings).run();
        Optional<Carriers> carriers = new TlsCheck(args, findings).run();
        if (carriers.isPresent()) {
            new PeersCheck(args, carriers.get(), findings).run(peers, dial);
            if (cookie.isPresent()) {
                var dialling = new DialCheck(args, carriers.get(), cookie.get(), findings);
                for (NodeName peer : dial) dialling.dial(peer);
            }
        }
        return findings.report();
    }

    /**
     * Dials one peer step by step, for whoever could not reach it with these settings. Facts are left out.
     *
     * @param args with a cookie
     * @throws InterruptedException if this thread is interrupted
     */
    public static Report ofFailure(VmArgs args, NodeName peer) throws InterruptedException {
        var findings = new Findings();
        Optional<Carriers> carriers = new TlsCheck(args, findings).run();
        if (carriers.isPresent()) {
            new DialCheck(args, carriers.get(), args.cookie().orElseThrow(), findings).dial(peer);
        }
        return new Report(List.of(), findings.report().findings());
    }
}
