package io.settee.x509;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of a PEM file that has only the usual ones: certificates, and keys as PKCS#8 that are not encrypted. BouncyCastle's reader takes all
 * files, and 20 ms to get ready in a JVM that has just started.
 *
 * <p>Source: RFC 7468, section 2.
 */
record PlainPem(String label, String base64) {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** The blocks in their order; empty if there is anything else, or anything wrong, in the file. */
    static Optional<List<PlainPem>> of(String text) {
        var blocks = new ArrayList<PlainPem>();
        int from = 0;
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, from)) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            int end = text.indexOf(END, begin);
            if (labelEnd < 0 || end < labelEnd) return Optional.empty();
            String label = text.substring(begin + BEGIN.length(), labelEnd);
            if (!label.equals(CERTIFICATE) && !label.equals(PRIVATE_KEY)) return Optional.empty();
            if (!text.startsWith(label + DASHES, end + END.length())) return Optional.empty();
            String base64 = text.substring(labelEnd + DASHES.length(), end);
            // Headers, as old encrypted keys have them.
            if (base64.indexOf('-') >= 0 || base64.indexOf(':') >= 0) return Optional.empty();
            blocks.add(new PlainPem(label, base64));
            from = end + END.length();
        }
        return Optional.of(blocks);
    }

    /**
     * What is in it.
     *
     * @throws IllegalArgumentException if it is not base64
     */
    byte[] der() {
        return Base64.getMimeDecoder().decode(base64);
    }
}
