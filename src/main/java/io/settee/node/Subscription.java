package io.settee.node;

/** Being told of events, until it is closed. */
public interface Subscription extends AutoCloseable {
    /** Nothing is told from now on but what is being told this moment. May be repeated. */
    @Override
    void close();
}
