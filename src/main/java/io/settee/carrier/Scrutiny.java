package io.settee.carrier;

/** How closely our own keys and certificates are looked at when they are read. */
enum Scrutiny {
    /** For all that would keep a handshake from succeeding, and all that a person should know. */
    WHOLE,

    /**
     * For all of that but what takes arithmetic on elliptic curves: whether such a key belongs to its certificate, and whether a CA that we trust has
     * issued it. In a JVM that has just started each signature takes 20 ms; a program that dials once and ends has the peer's verdict as soon.
     */
    LIGHT
}
