package io.settee.carrier;

/** Who does the work of TLS. Peers see no difference, and both judge certificates by the same code of ours; it is a matter of speed. */
public enum TlsEngine {
    /** OpenSSL where all that the options ask for holds with it, and the JDK elsewhere. Which and why is logged at start. */
    AUTO,

    /** The JDK's own, JSSE. */
    JDK,

    /**
     * OpenSSL, in the form of BoringSSL through netty-tcnative. A node whose options it cannot keep does not start, and is told what
     * stands in the way. It serves TLS 1.3 alone: a client that dials us and offers only 1.2 gets the JDK.
     */
    OPENSSL;

    /** For tables and logs. */
    @Override
    public String toString() {
        return switch (this) {
            case AUTO -> "auto";
            case JDK -> "JDK";
            case OPENSSL -> "OpenSSL";
        };
    }
}
