package io.settee.certs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The 8 hex digits by which OpenSSL and OTP find a CA's files in a folder, {@code openssl x509 -hash} and
 * {@code public_key:short_name_hash/1}.
 *
 * <p>Every text of the name becomes an UTF8String in lower case without surplus blanks; the name is encoded without the header around
 * it; the first 4 bytes of the SHA-1 of that are read as a little-endian number.
 */
final class SubjectHash {
    private SubjectHash() {}

    static String of(X500Name name) {
        var encoded = new ByteArrayOutputStream();
        try {
            for (RDN part : name.getRDNs()) encoded.write(canonical(part).getEncoded("DER"));
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(encoded.toByteArray());
            int hash = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return HexFormat.of().toHexDigits(hash);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a subject cannot be hashed", e);
        }
    }

    private static RDN canonical(RDN part) {
        AttributeTypeAndValue[] values = part.getTypesAndValues();
        var canonical = new AttributeTypeAndValue[values.length];
        for (int i = 0; i < values.length; i++) {
            canonical[i] = new AttributeTypeAndValue(values[i].getType(), canonical(values[i].getValue()));
        }
        return new RDN(canonical);
    }

    private static ASN1Encodable canonical(ASN1Encodable value) {
        return value instanceof ASN1String text
                ? new DERUTF8String(
                        text.getString().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
                : value;
    }
}
