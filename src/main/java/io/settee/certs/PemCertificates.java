package io.settee.certs;

import io.settee.error.ConfigException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;

/** The certificates of a PEM file, whatever else is in it. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * The certificates in their order; at least one.
     *
     * @throws ConfigException if the file cannot be read, or has none
     */
    public static List<X509Certificate> read(Path file) {
        var found = new ArrayList<X509Certificate>();
        for (Object object : Pem.objects(file)) {
            if (!(object instanceof X509CertificateHolder holder)) continue;
            try {
                found.add(new JcaX509CertificateConverter().getCertificate(holder));
            } catch (CertificateException e) {
                throw new ConfigException(file + ": the certificate cannot be read: " + e.getMessage(), e);
            }
        }
        if (found.isEmpty()) {
            throw new ConfigException(file + ": no certificate in it (a block BEGIN CERTIFICATE is needed)");
        }
        return List.copyOf(found);
    }
}
