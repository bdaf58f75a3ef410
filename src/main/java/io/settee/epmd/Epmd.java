package io.settee.epmd;

/**
 * Numbers of the protocol. A request is {@code Length:16 Body}, the body beginning with one of these; an answer has no length. Source:
 * OTP "Distribution Protocol", section "EPMD Protocol".
 */
final class Epmd {
    static final int ALIVE2_REQ = 120;
    static final int ALIVE2_RESP = 121;
    static final int ALIVE2_X_RESP = 118;
    static final int PORT_PLEASE2_REQ = 122;
    static final int PORT2_RESP = 119;
    static final int NAMES_REQ = 110;
    static final int DUMP_REQ = 100;
    static final int KILL_REQ = 107;
    static final int STOP_REQ = 115;

    static final int NORMAL_NODE = 77;
    static final int HIDDEN_NODE = 72;
    static final int TCP = 0;

    /** The handshake with 64 bits of flags (OTP 23); whoever registers with less gets a creation of 2 bits. */
    static final int VERSION = 6;

    /** In characters. */
    static final int MAX_NAME = 255;

    /** In bytes: 255 characters of UTF-8. */
    static final int MAX_EXTRA = 4 * MAX_NAME;

    private Epmd() {}
}
