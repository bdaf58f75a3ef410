package io.settee.recording;

import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The end of a connection. */
@Name("io.settee.Disconnect")
@Label("Erlang Node Lost")
@Category({"Settee", "Connection"})
@StackTrace(false)
public final class DisconnectEvent extends Event {
    @Label("Peer")
    final String peer;

    @Label("Carrier")
    final String carrier;

    @Label("Reason")
    @Description("What net_kernel calls nodedown_reason")
    final String reason;

    @Label("Detail")
    final String detail;

    @Label("Lived")
    @Timespan(Timespan.MILLISECONDS)
    final long lived;

    @Label("Bytes In")
    @DataAmount
    final long bytesIn;

    @Label("Bytes Out")
    @DataAmount
    final long bytesOut;

    @Label("Messages Unsent")
    @Description("Messages that were queued and had not left this node")
    final long messagesUnsent;

    public DisconnectEvent(
            String peer,
            String carrier,
            String reason,
            String detail,
            Duration lived,
            long bytesIn,
            long bytesOut,
            long messagesUnsent) {
        this.peer = peer;
        this.carrier = carrier;
        this.reason = reason;
        this.detail = detail;
        this.lived = lived.toMillis();
        this.bytesIn = bytesIn;
        this.bytesOut = bytesOut;
        this.messagesUnsent = messagesUnsent;
    }
}
