package io.settee.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shared secret of a cluster. It never shows itself: {@link #toString} gives where it came from, not what it is.
 */
public final class Cookie {
    /** An atom's limit, which is the BEAM's limit for cookies. */
    private static final int MAX_LENGTH = 255;

    /** Whatever is longer has no cookie in it. */
    private static final int MAX_FILE_BYTES = 4096;

    private static final Pattern FILE = Pattern.compile("([^\r\n]*)[\r\n ]*");

    private final byte[] secret;
    private final String source;

    private Cookie(byte[] secret, String source) {
        this.secret = secret;
        this.source = source;
    }

    /** A cookie given in code. */
    public static Cookie of(String secret) {
        return of(secret, "the program");
    }

    /**
     * A cookie and where it was found.
     *
     * @param secret 1 to 255 characters of Latin-1
     * @param source completes "the cookie is from …" in messages, for example {@code vm.args line 4}
     * @throws IllegalArgumentException if empty, too long or not Latin-1
     */
    public static Cookie of(String secret, String source) {
        if (secret.isEmpty() || secret.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the cookie from " + source + " has " + secret.length() + " characters; 1 to 255 are allowed");
        }
        if (secret.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("the cookie from " + source + " has characters outside Latin-1");
        }
        return new Cookie(secret.getBytes(StandardCharsets.ISO_8859_1), source);
    }

    /**
     * The cookie in a file: its first line, of which blanks are a part, as {@code auth.erl} has it.
     *
     * @throws UncheckedIOException if it cannot be read; it is never created here
     * @throws IllegalArgumentException if more than line ends and blanks follow
     */
    public static Cookie ofFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.ISO_8859_1);
            Matcher content = FILE.matcher(text);
            if (content.matches()) return of(content.group(1), file.toString());
            throw new IllegalArgumentException(
                    "the cookie in " + file + " must be its first line, and the only one; a BEAM reads no other");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the cookie file " + file, e);
        }
    }

    /** The secret's bytes (Latin-1), for the digest of the handshake and nothing else. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Completes "the cookie is from …". */
    public String source() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cookie c && MessageDigest.isEqual(secret, c.secret);
    }

    @Override
    public int hashCode() {
        // Deliberately not of the secret: a hash code ends up in logs and dumps.
        return Cookie.class.hashCode();
    }

    @Override
    public String toString() {
        return "cookie from " + source;
    }
}
