package io.settee.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A sender that had to wait since its peer takes too little; recorded from 10 ms on unless the recording says otherwise. */
@Name("io.settee.SlowSend")
@Label("Slow Send to Erlang Node")
@Category({"Settee", "Connection"})
@Threshold("10 ms")
public final class SlowSendEvent extends Event {
    @Label("Peer")
    final String peer;

    @Label("Queued")
    @DataAmount
    final long queued;

    /** Begins now. */
    public SlowSendEvent(String peer, long queuedBytes) {
        this.peer = peer;
        this.queued = queuedBytes;
        begin();
    }
}
