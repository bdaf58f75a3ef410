package io.settee.carrier;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What an extendedKeyUsage allows. RFC 5280, section "Extended Key Usage". */
enum KeyPurpose {
    SERVER_AUTH("1.3.6.1.5.5.7.3.1", "serverAuth"),
    CLIENT_AUTH("1.3.6.1.5.5.7.3.2", "clientAuth");

    private static final String ANY = "2.5.29.37.0";

    private final String oid;
    private final String text;

    KeyPurpose(String oid, String text) {
        this.oid = oid;
        this.text = text;
    }

    /** A certificate without the extension is good for everything. */
    boolean allowedBy(X509Certificate certificate) throws CertificateParsingException {
        List<String> usages = certificate.getExtendedKeyUsage();
        return usages == null || usages.contains(oid) || usages.contains(ANY);
    }

    @Override
    public String toString() {
        return text;
    }
}
