package io.settee.cli;

import io.settee.identity.NodeName;

/** Three nodes for the demo: the first two speak TLS, the third TCP. Each has a process {@code echo} that answers {@code {From, M}} with {@code {Node, M}}. */
interface DemoCluster extends AutoCloseable {
    /** What runs them, for the headline. */
    String kind();

    int epmdPort();

    NodeName node(int number);

    /** What a node says of its connections, in its own words. */
    String connections(int number);

    /** Ends a node at once, as a crash would. */
    void kill(int number);

    /** Starts it again under the same name. */
    void restart(int number);

    @Override
    void close();
}
