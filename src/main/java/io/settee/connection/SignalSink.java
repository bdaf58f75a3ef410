package io.settee.connection;

import io.settee.control.Signal;

/** Who uses a live connection. Called on its event loop; must return at once. */
public interface SignalSink {
    /** One signal, in the order in which the peer sent them. */
    void signal(Signal signal);

    /** All that arrived together has been given to {@link #signal}; called after each read of the socket. */
    void delivered();

    /** The connection is gone. Called once, and no {@link #signal} follows. */
    void down(CloseReason reason);
}
