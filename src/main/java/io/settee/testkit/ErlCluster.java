package io.settee.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Real Erlang nodes that find each other through an EPMD of their own. {@link #close()} ends them all. Any thread.
 *
 * {@snippet :
 * try (ErlCluster cluster = new ErlCluster()) {
 *     ErlNode a = cluster.node("a").release(27).start();
 *     ErlNode b = cluster.node("b").release(25).start();
 *     a.eval("net_adm:ping('b@127.0.0.1')"); // "pong"
 * }
 * }
 */
public final class ErlCluster implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ErlNode> nodes = new ArrayList<>();
    private @Nullable Epmd epmd;

    /** Begins a node; {@link ErlNodeBuilder#start()} starts it. Its full name is {@code name@127.0.0.1} unless another host is given. */
    public ErlNodeBuilder node(String name) {
        return new ErlNodeBuilder(this, name);
    }

    /** Begins a node without a name, which is not distributed until it evaluates {@code net_kernel:start/1}. */
    public ErlNodeBuilder unnamed() {
        return new ErlNodeBuilder(this, null);
    }

    /** The EPMD of this cluster, started when first asked for. */
    public Epmd epmd() {
        lock.lock();
        try {
            if (epmd == null) epmd = Epmd.start(ErlReleases.epmd());
            return epmd;
        } finally {
            lock.unlock();
        }
    }

    /** The port of {@link #epmd()} on 127.0.0.1. */
    public int epmdPort() {
        return epmd().port();
    }

    /** The nodes in the order of their start, ended ones as well. */
    public List<ErlNode> nodes() {
        lock.lock();
        try {
            return List.copyOf(nodes);
        } finally {
            lock.unlock();
        }
    }

    void add(ErlNode node) {
        lock.lock();
        try {
            nodes.add(node);
        } finally {
            lock.unlock();
        }
    }

    /** Ends and forgets all nodes but the first so many. */
    void endAllBut(int first) {
        List<ErlNode> ended;
        lock.lock();
        try {
            List<ErlNode> rest = nodes.subList(first, nodes.size());
            ended = List.copyOf(rest).reversed();
            rest.clear();
        } finally {
            lock.unlock();
        }
        ended.forEach(ErlNode::kill);
    }

    /** Ends all nodes and the EPMD. May be repeated. */
    @Override
    public void close() {
        endAllBut(0);
        lock.lock();
        try {
            if (epmd != null) epmd.close();
            epmd = null;
        } finally {
            lock.unlock();
        }
    }
}
