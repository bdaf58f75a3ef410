package io.settee.cli;

import io.settee.x509.QuickP256;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes ready on other threads what a command that dials will need: in a JVM that has just started each of these takes tens of milliseconds. Nothing
 * depends on it; what is needed earlier than it is ready is waited for where it is needed.
 */
final class HeadStart {
    private static final AtomicBoolean TLS = new AtomicBoolean();

    private HeadStart() {}

    /** For any command that dials, while its command line is parsed. */
    static void forDialling() {
        begin(() -> {
            CommandLoop.transport();
            // The first virtual thread brings their scheduler along.
            Thread.ofVirtual().start(() -> {});
        });
    }

    /**
     * For one that dials over TLS, while the files are read: the tables and the compiled code of the curves that handshakes use. Once for each JVM, which
     * from then on has P-256 from {@link QuickP256}.
     */
    static void forTls() {
        if (TLS.compareAndSet(false, true)) begin(HeadStart::curves);
    }

    private static void curves() {
        QuickP256.install();
        try {
            KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
            p256.initialize(new ECGenParameterSpec("secp256r1"));
            p256.generateKeyPair();
            KeyPairGenerator.getInstance("X25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            // The handshake will say it, if it needs that curve.
        }
    }

    private static void begin(Runnable work) {
        Thread.ofPlatform().daemon().name("settee-head-start").start(work);
    }
}
