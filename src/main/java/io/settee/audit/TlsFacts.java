package io.settee.audit;

import java.util.Optional;

/**
 * What TLS has agreed on at one end of a connection.
 *
 * @param version {@code TLSv1.2}
 * @param cipher the suite by its standard name; empty if it is not known
 * @param verifiesPeer whether this end verifies the peer's certificate; empty if it is not known
 * @param peer the certificate that the peer has shown to this end
 */
public record TlsFacts(
        String version, String cipher, Optional<Boolean> verifiesPeer, Optional<ShownCertificate> peer) {}
