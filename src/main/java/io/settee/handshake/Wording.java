package io.settee.handshake;

import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.error.PeerText;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.time.Duration;

/** Sentences that both machines use. */
final class Wording {
    private static final int SHOWN = 80;

    private Wording() {}

    static HandshakeException badCookie(NodeName peer, Cookie ours) {
        return new HandshakeException(Reason.BAD_COOKIE, peer, cookieMismatch(ours));
    }

    static String cookieMismatch(Cookie ours) {
        return "cookie mismatch (ours is from " + ours.source() + "). Compare erlang:get_cookie() on the peer.";
    }

    static String duration(Duration d) {
        return d.toMillis() % 1000 == 0 ? d.toSeconds() + " s" : d.toMillis() + " ms";
    }

    /** Text of a peer in quotes, fit for a log line: short, and without control characters. */
    static String quoted(String text) {
        return "'" + PeerText.shown(text, SHOWN) + "'";
    }
}
