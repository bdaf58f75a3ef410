package io.settee.audit;

/** What the bytes of a connection are. */
public enum Wire {
    TLS("TLS"),
    /** Plain TCP. */
    PLAIN("plain"),
    /** One end speaks TLS and the other does not: something between the two decrypts. */
    MIXED("mixed"),
    /** A carrier that we do not know. */
    UNKNOWN("unknown");

    private final String text;

    Wire(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
