package io.settee.check;

import io.settee.config.Setting;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.NameAndPort;
import io.settee.error.EpmdException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.PeerResolver;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;

/** This node's name, where it listens, and whether others can find it. */
final class NodeCheck {
    static final Duration EPMD_LIMIT = Duration.ofSeconds(3);

    private final VmArgs args;
    private final Findings findings;

    NodeCheck(VmArgs args, Findings findings) {
        this.args = args;
        this.findings = findings;
    }

    void run() {
        Optional<Setting<NodeName>> name = args.name();
        if (name.isEmpty()) {
            findings.warning(
                    Step.NAME,
                    "there is no -name and no -sname: the node is no part of any cluster",
                    "Add -name NAME@HOST, with a HOST by which other machines reach this one.");
        } else {
            NodeName self = name.get().value();
            findings.fact("node", "name", self, name.get().place().toString());
            findings.fact(
                    "node",
                    "kind of name",
                    self.isLong() ? "long" : "short",
                    "nodes with long and with short names do not talk to each other");
            checkHost(self);
        }
        findings.fact("node", "hidden", args.hidden(), args.hidden() ? "-hidden" : "default");
        findings.fact(
                "node", "listens", listener(), args.listens() ? "-kernel inet_dist_…, or default" : "-dist_listen");
        if (args.listens()) name.ifPresent(self -> checkEpmd(self.value()));
    }

    private String listener() {
        if (!args.listens()) return "no";
        String where = args.listenAddress().map(InetAddress::getHostAddress).orElse("all interfaces");
        String ports = args.listenPorts()
                .map(range -> "ports " + range.min() + " to " + range.max())
                .orElse(args.epmdPort().isPresent() ? "port " + args.epmdPort().getAsInt() : "any free port");
        return where + ", " + ports;
    }

    private void checkHost(NodeName self) {
        try {
            InetAddress address = PeerResolver.hostOf(self, args.protoDist().ipv6());
            checkListener(self, address);
            if (NetworkInterface.getByInetAddress(address) == null) {
                findings.warning(
                        Step.NAME,
                        "the host part of this node's name, " + self.host() + ", is " + address.getHostAddress()
                                + ", which is no address of this machine; who dials " + self + " ends up elsewhere",
                        "Check the name, unless this vm.args is for another machine or a port mapping leads here.");
            }
        } catch (SetteeException e) {
            findings.warning(
                    Step.NAME,
                    "the name of this node itself: " + e.getMessage(),
                    "Check its spelling, /etc/hosts and DNS: every node of the cluster must resolve it.");
        } catch (SocketException e) {
            findings.note(Step.NAME, "the addresses of this machine cannot be listed: " + e.getMessage());
        }
    }

    private void checkListener(NodeName self, InetAddress named) {
        args.listenAddress()
                .filter(address -> args.listens() && !address.isAnyLocalAddress() && !address.equals(named))
                .ifPresent(address -> findings.warning(
                        Step.NAME,
                        "this node listens at " + address.getHostAddress() + " only, and its name leads to "
                                + named.getHostAddress() + "; who dials " + self + " finds nobody there",
                        "Let -kernel inet_dist_use_interface and the host part of the name agree."));
    }

    private void checkEpmd(NodeName self) {
        if (args.epmdPort().isPresent()) {
            findings.fact("node", "EPMD", "not used", "-erl_epmd_port");
            return;
        }
        EpmdAddress epmd = EpmdAddress.fromEnvironment(args.environment());
        findings.fact(
                "node", "EPMD", epmd, args.environment().containsKey("ERL_EPMD_PORT") ? "ERL_EPMD_PORT" : "default");
        try {
            for (NameAndPort known : new EpmdClient(epmd.port(), EPMD_LIMIT).names(epmd.host())) {
                if (!known.name().equals(self.name())) continue;
                findings.warning(
                        Step.NAME,
                        "the name '" + self.name() + "' is taken: EPMD at " + epmd
                                + " knows a node of that name at port " + known.port()
                                + ". Either this very node is running, or another one that has its name",
                        "If this node is not running, find the other one with epmd -names, and give one of them another name.");
            }
        } catch (EpmdException e) {
            if (args.startEpmd()) {
                findings.note(Step.EPMD, "no EPMD answers at " + epmd + " at the moment; erl starts one by itself");
            } else {
                findings.wrong(
                        Step.EPMD,
                        "no EPMD answers at " + epmd + ", and -start_epmd false keeps erl from starting one; the node"
                                + " does not come up (" + e.reason() + ")",
                        "Start it with epmd -daemon, or do without it: -erl_epmd_port PORT on all nodes.");
            }
        }
    }
}
