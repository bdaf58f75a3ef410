package io.settee.certs;

import io.settee.error.ConfigException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Makes subjects. */
final class SubjectName {
    /** RFC 5280, appendix A, ub-common-name. OTP cannot read a certificate whose CN is longer. */
    private static final int MAX_COMMON_NAME = 64;

    private SubjectName() {}

    /**
     * A subject.
     *
     * @param rest what stands before the CN, {@code C=DE,O=Example}; may be empty
     * @throws ConfigException if OTP could not read it
     */
    static X500Name of(String rest, String commonName) {
        if (commonName.length() > MAX_COMMON_NAME) {
            throw new ConfigException("the common name " + commonName + " has " + commonName.length()
                    + " characters, and at most " + MAX_COMMON_NAME
                    + " are allowed. Give a shorter one (--cn); hosts are looked for in the subjectAltName, not here");
        }
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        if (!rest.isBlank()) {
            try {
                for (var part : new X500Name(rest).getRDNs()) builder.addMultiValuedRDN(part.getTypesAndValues());
            } catch (IllegalArgumentException e) {
                throw new ConfigException(
                        "'" + rest + "' is no subject: " + e.getMessage() + ". One looks like C=DE,O=Example", e);
            }
        }
        return builder.addRDN(BCStyle.CN, commonName).build();
    }
}
