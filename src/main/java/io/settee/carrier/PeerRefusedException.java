package io.settee.carrier;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Our own verdict on a peer's certificate; its message is the sentence for people. It travels through JSSE, hence checked. */
final class PeerRefusedException extends CertificateException {
    private static final long serialVersionUID = 1L;

    PeerRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
