package io.settee.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One attempt of ours to connect to a peer, from the first wish to the end: look-up, carrier, handshake, and waiting for the peer's own attempt. */
@Name("io.settee.Connect")
@Label("Connect to Erlang Node")
@Category({"Settee", "Connection"})
@StackTrace(false)
public final class ConnectEvent extends Event {
    @Label("Peer")
    final String peer;

    @Label("Carrier")
    final String carrier;

    @Label("Outcome")
    @Description("up, or why not")
    String outcome = "";

    /** Begins now. */
    public ConnectEvent(String peer, String carrier) {
        this.peer = peer;
        this.carrier = carrier;
        begin();
    }

    /** Ends now, with {@code up} or the reason why not. */
    public void ended(String how) {
        outcome = how;
        commit();
    }
}
