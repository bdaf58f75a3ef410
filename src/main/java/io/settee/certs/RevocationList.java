package io.settee.certs;

import io.settee.error.ConfigException;
import io.settee.x509.PemFiles;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;

/**
 * The certificates that a CA has taken back (CRL). The file is all the memory there is: the next list takes over the entries of the
 * one before it and has a higher number.
 *
 * @param number of this list, counted from 1
 */
public record RevocationList(BigInteger number, List<Entry> entries) {
    /** No certificate was taken back yet. */
    public static final RevocationList EMPTY = new RevocationList(BigInteger.ONE, List.of());

    /** Why a certificate is taken back. RFC 5280, section "Reason Code". */
    public enum Reason {
        UNSPECIFIED(0),
        KEY_COMPROMISE(1),
        SUPERSEDED(4),
        CESSATION_OF_OPERATION(5);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        private static Reason of(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) return reason;
            }
            return UNSPECIFIED;
        }
    }

    /** A certificate, by its serial number. */
    public record Entry(BigInteger serial, Instant since, Reason reason) {}

    public RevocationList {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a list in PEM form. Its signature is not looked at: it is the CA's own.
     *
     * @throws ConfigException if the file is something else
     */
    static RevocationList read(Path file) {
        X509CRLHolder holder = PemFiles.first(
                file, X509CRLHolder.class, "no revocation list in it (a block BEGIN X509 CRL is needed)");
        try {
            Extension number = holder.getExtension(Extension.cRLNumber);
            var entries = new ArrayList<Entry>();
            for (Object entry : holder.getRevokedCertificates()) {
                if (entry instanceof X509CRLEntryHolder revoked) entries.add(entry(revoked));
            }
            return new RevocationList(
                    number == null
                            ? BigInteger.ONE
                            : ASN1Integer.getInstance(number.getParsedValue()).getValue(),
                    entries);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | ClassCastException e) {
            throw new ConfigException(file + ": the revocation list cannot be read: " + e.getMessage(), e);
        }
    }

    private static Entry entry(X509CRLEntryHolder revoked) {
        Extension reason = revoked.getExtension(Extension.reasonCode);
        return new Entry(
                revoked.getSerialNumber(),
                revoked.getRevocationDate().toInstant(),
                reason == null
                        ? Reason.UNSPECIFIED
                        : Reason.of(ASN1Enumerated.getInstance(reason.getParsedValue())
                                .getValue()
                                .intValueExact()));
    }

    public boolean contains(BigInteger serial) {
        return entries.stream().anyMatch(entry -> entry.serial().equals(serial));
    }

    /** The next list, with one entry more. */
    RevocationList and(Entry entry) {
        var all = new ArrayList<>(entries);
        all.add(entry);
        return new RevocationList(number, all).next();
    }

    /** The next list, with the same entries. */
    RevocationList next() {
        return new RevocationList(number.add(BigInteger.ONE), entries);
    }
}
