package io.settee.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One handshake, dialled or accepted, the carrier's own (TLS) included. */
@Name("io.settee.Handshake")
@Label("Erlang Distribution Handshake")
@Category({"Settee", "Connection"})
@StackTrace(false)
public final class HandshakeEvent extends Event {
    @Label("Dialled")
    @Description("Whether we dialled; otherwise the peer did")
    final boolean dialled;

    @Label("Address")
    String address = "";

    @Label("Peer")
    @Description("Its name, if it got as far as telling it")
    String peer = "";

    @Label("Carrier")
    String carrier = "";

    @Label("Outcome")
    @Description("up, or why not")
    String outcome = "";

    /** Begins now. */
    public HandshakeEvent(boolean dialled) {
        this.dialled = dialled;
        begin();
    }

    /** Ends now, with {@code up} or the reason why not; what is not known is empty. */
    public void ended(String at, String with, String over, String how) {
        address = at;
        peer = with;
        carrier = over;
        outcome = how;
        commit();
    }
}
