package io.settee.identity;

import java.util.ArrayList;
import java.util.List;

/**
 * The distribution flags: what one side can do (offered) or what both can (agreed, the bitwise AND).
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Flags", corrected by OTP's {@code dist.h}, which has
 * {@link #MANDATORY_25_DIGEST} at bit 26 where the text says 36.
 *
 * @param bits the 64-bit word of the handshake
 */
public record DistFlags(long bits) {
    public static final long PUBLISHED = 0x1;
    public static final long EXTENDED_REFERENCES = 0x4;
    public static final long DIST_MONITOR = 0x8;
    public static final long FUN_TAGS = 0x10;
    public static final long DIST_MONITOR_NAME = 0x20;
    public static final long NEW_FUN_TAGS = 0x80;
    public static final long EXTENDED_PIDS_PORTS = 0x100;
    public static final long EXPORT_PTR_TAG = 0x200;
    public static final long BIT_BINARIES = 0x400;
    public static final long NEW_FLOATS = 0x800;
    public static final long UNICODE_IO = 0x1000;
    public static final long DIST_HDR_ATOM_CACHE = 0x2000;
    public static final long SMALL_ATOM_TAGS = 0x4000;
    public static final long UTF8_ATOMS = 0x10000;
    public static final long MAP_TAG = 0x20000;
    public static final long BIG_CREATION = 0x40000;
    public static final long SEND_SENDER = 0x80000;
    public static final long BIG_SEQTRACE_LABELS = 0x100000;
    public static final long EXIT_PAYLOAD = 0x400000;
    public static final long FRAGMENTS = 0x800000;
    public static final long HANDSHAKE_23 = 0x1000000;
    public static final long UNLINK_ID = 0x2000000;
    public static final long MANDATORY_25_DIGEST = 0x4000000;
    public static final long SPAWN = 0x1_00000000L;
    public static final long NAME_ME = 0x2_00000000L;
    public static final long V4_NC = 0x4_00000000L;
    public static final long ALIAS = 0x8_00000000L;
    public static final long ALTACT_SIG = 0x20_00000000L;

    /** All that OTP 25 demands; {@link #MANDATORY_25_DIGEST} stands for these together. */
    private static final long MANDATORY_25 = 0x1070f94L;

    /** What we demand of a peer: what OTP 23 has, the oldest release we speak to. */
    private static final long MANDATORY = MANDATORY_25;

    /**
     * What we offer: everything of OTP 23 to 29 but {@link #PUBLISHED} (visible nodes add it), {@link #NAME_ME} (asked for when
     * wanted), native records and the flags that are internal to the BEAM.
     */
    public static final DistFlags OFFER = new DistFlags(0xd0_7df7fbcL | ALTACT_SIG);

    private static final List<String> NAMES = List.of(
            "PUBLISHED",
            "ATOM_CACHE",
            "EXTENDED_REFERENCES",
            "DIST_MONITOR",
            "FUN_TAGS",
            "DIST_MONITOR_NAME",
            "HIDDEN_ATOM_CACHE",
            "NEW_FUN_TAGS",
            "EXTENDED_PIDS_PORTS",
            "EXPORT_PTR_TAG",
            "BIT_BINARIES",
            "NEW_FLOATS",
            "UNICODE_IO",
            "DIST_HDR_ATOM_CACHE",
            "SMALL_ATOM_TAGS",
            "bit 15",
            "UTF8_ATOMS",
            "MAP_TAG",
            "BIG_CREATION",
            "SEND_SENDER",
            "BIG_SEQTRACE_LABELS",
            "bit 21",
            "EXIT_PAYLOAD",
            "FRAGMENTS",
            "HANDSHAKE_23",
            "UNLINK_ID",
            "MANDATORY_25_DIGEST",
            "bit 27",
            "bit 28",
            "bit 29",
            "bit 30",
            "bit 31",
            "SPAWN",
            "NAME_ME",
            "V4_NC",
            "ALIAS",
            "LOCAL_EXT",
            "ALTACT_SIG",
            "NATIVE_RECORDS");

    /** Whether all these bits are set. */
    public boolean has(long flags) {
        return (bits & flags) == flags;
    }

    public DistFlags with(long flags) {
        return new DistFlags(bits | flags);
    }

    public DistFlags without(long flags) {
        return new DistFlags(bits & ~flags);
    }

    /** What both sides can do. {@link #MANDATORY_25_DIGEST} is unfolded on both sides first, as OTP does. */
    public DistFlags and(DistFlags other) {
        return new DistFlags(unfolded() & other.unfolded());
    }

    /** The mandatory flags that this offer lacks, by name; empty if we can talk to its owner. */
    public List<String> missingMandatory() {
        return names(MANDATORY & ~unfolded());
    }

    /** What is in these flags and not in the others. */
    public DistFlags minus(DistFlags others) {
        return new DistFlags(bits & ~others.bits);
    }

    /** The flags by the names of the documentation, from the lowest bit on. */
    public List<String> names() {
        return names(bits);
    }

    private long unfolded() {
        return has(MANDATORY_25_DIGEST) ? bits | MANDATORY_25 : bits;
    }

    private static List<String> names(long bits) {
        var found = new ArrayList<String>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) found.add(bit < NAMES.size() ? NAMES.get(bit) : "bit " + bit);
        }
        return List.copyOf(found);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits) + names(bits);
    }
}
