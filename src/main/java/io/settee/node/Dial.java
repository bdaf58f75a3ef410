package io.settee.node;

import io.settee.carrier.Carrier;
import io.settee.connection.Connection;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.recording.ConnectEvent;
import io.settee.recording.Recorder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One attempt to reach a peer, and all who wait for it. */
final class Dial {
    private final NodeName peer;
    private final CompletableFuture<Route> result = new CompletableFuture<>();
    private volatile Carrier carrier;
    private volatile @Nullable CompletableFuture<Connection> handshake;
    private int overtaken; // by one attempt at a time
    boolean started; // guarded by the lock of Contacts

    /** Why it may only wait for the peer's own attempt; null once somebody wants it who may dial. Guarded by the lock of Contacts, as long as the dial is there. */
    @Nullable
    SetteeException refusal;

    /** @param carrier as the peer's name tells it; its address may tell another */
    Dial(NodeName peer, Carrier carrier) {
        this.peer = peer;
        this.carrier = carrier;
        if (Recorder.isOn()) record();
    }

    private void record() {
        var recorded = new ConnectEvent(peer.toString(), carrier.name());
        result.whenComplete(
                (route, error) -> recorded.ended(error == null ? "up" : String.valueOf(error.getMessage())));
    }

    NodeName peer() {
        return peer;
    }

    /** How it ends, for all who wait for it. */
    CompletableFuture<Route> result() {
        return result;
    }

    Carrier carrier() {
        return carrier;
    }

    void carrier(Carrier chosen) {
        carrier = chosen;
    }

    /** Whether its address is known and its socket about to be opened. */
    boolean hasHandshake() {
        return handshake != null;
    }

    /**
     * From now on {@link #abandon} ends this handshake.
     *
     * @return false if the dial has ended before, and there is nothing to begin
     */
    boolean begin(CompletableFuture<Connection> begun) {
        handshake = begun;
        return !result.isDone();
    }

    void abandon() {
        CompletableFuture<Connection> running = handshake;
        if (running != null) running.cancel(false);
    }

    /** The peer, or somebody in its name, was quicker. Returns how often that was so. */
    int overtakenAgain() {
        return ++overtaken;
    }
}
