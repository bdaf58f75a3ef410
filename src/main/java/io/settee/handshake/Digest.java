package io.settee.handshake;

import io.netty.buffer.ByteBuf;
import io.settee.identity.Cookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The answer to a challenge: MD5 over the cookie and the challenge in decimal. It is never printed, since a weak cookie can be
 * guessed from it, and it is compared in constant time.
 *
 * <p>Source: OTP "Distribution Protocol", section "Distribution Handshake", "Semantics of gen_digest".
 */
public final class Digest {
    /** On the wire, in bytes. */
    static final int LENGTH = 16;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The right answer to this challenge by an owner of this cookie; the challenge counts as unsigned. */
    public static Digest of(Cookie cookie, int challenge) {
        MessageDigest md5 = md5();
        md5.update(cookie.secret());
        md5.update(Integer.toUnsignedString(challenge).getBytes(StandardCharsets.US_ASCII));
        return new Digest(md5.digest());
    }

    static Digest read(ByteBuf in) {
        byte[] bytes = new byte[LENGTH];
        in.readBytes(bytes);
        return new Digest(bytes);
    }

    void write(ByteBuf out) {
        out.writeBytes(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "this JVM has no MD5 (a FIPS configuration?), and the distribution handshake knows no other digest",
                    e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest d && MessageDigest.isEqual(bytes, d.bytes);
    }

    @Override
    public int hashCode() {
        // Deliberately not of the bytes, as with Cookie.
        return Digest.class.hashCode();
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
