package io.settee.check;

import static java.util.Map.entry;

import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.util.Map;

/**
 * What we and a peer can do together, and what it costs that the peer cannot do all that we can.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Flags".
 */
final class AgreedFlags {
    /** Those that a peer may lack and still be talked to. */
    private static final Map<String, String> COSTS = Map.ofEntries(
            entry("DIST_MONITOR", "no monitors: nobody hears of the end of a process there"),
            entry("DIST_MONITOR_NAME", "no monitors by name"),
            entry("UNICODE_IO", "texts of remote shells are Latin-1"),
            entry("DIST_HDR_ATOM_CACHE", "atoms travel in full with every message"),
            entry("SMALL_ATOM_TAGS", "short atoms take a byte more"),
            entry("SEND_SENDER", "receivers are not told who has sent a message"),
            entry("BIG_SEQTRACE_LABELS", "labels of trace tokens are small integers only"),
            entry("EXIT_PAYLOAD", "reasons of exits travel in one piece and hold up what is behind them"),
            entry("FRAGMENTS", "a large message holds up all that is behind it"),
            entry(
                    "UNLINK_ID",
                    "who links and unlinks at the same time may be left with half a link (OTP 23.2 and older)"),
            entry("SPAWN", "no spawn and no erpc; calls through rex work (OTP 22 and older)"),
            entry("V4_NC", "pids and references of the short form, which repeat sooner (OTP 23 and older)"),
            entry(
                    "ALIAS",
                    "a reply that comes after the time-out of its call ends up in the mailbox (OTP 23 and older)"),
            entry("ALTACT_SIG", "no messages with priority, and no exit signals to aliases (OTP 27 and older)"));

    private final NodeName peer;
    private final DistFlags agreed;
    private final Findings findings;

    AgreedFlags(NodeName peer, DistFlags agreed, Findings findings) {
        this.peer = peer;
        this.agreed = agreed;
        this.findings = findings;
    }

    void tell() {
        findings.fine(
                Step.FLAGS, peer + ": it can do all that is needed; agreed are " + String.join(", ", agreed.names()));
        for (String missing : DistFlags.OFFER.minus(agreed).names()) {
            String cost = COSTS.get(missing);
            // Without a cost it stands for others (MANDATORY_25_DIGEST), which are agreed one by one.
            if (cost != null) findings.note(Step.FLAGS, peer + ": it lacks " + missing + ": " + cost);
        }
    }
}
