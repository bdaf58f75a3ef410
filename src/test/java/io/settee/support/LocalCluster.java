package io.settee.support;

import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.epmd.EpmdServer;
import java.net.InetAddress;

/** Makes nodes of ours that find each other by an EPMD of their own, for tests that need no Erlang. */
public final class LocalCluster implements AutoCloseable {
    private final EpmdServer epmd = EpmdServer.startOnLoopback(0);

    /** Begins a node on the loopback interface. */
    public ErlangNodeBuilder node(String name) {
        return ErlangNode.named(name + "@127.0.0.1")
                .cookie("local")
                .epmdPort(epmd.port())
                .listen(InetAddress.getLoopbackAddress(), 0, 0);
    }

    public int epmdPort() {
        return epmd.port();
    }

    @Override
    public void close() {
        epmd.close();
    }
}
