package io.settee.term;

/** A binary: whole bytes. Text from BEAM programs usually comes as UTF-8 in one of these, see {@link #utf8}. */
public record Binary(Bytes bytes) implements Term {
    public static final Binary EMPTY = new Binary(Bytes.EMPTY);

    /** A copy of the array. */
    public static Binary copyOf(byte[] bytes) {
        return new Binary(Bytes.copyOf(bytes));
    }

    /** The text in UTF-8. */
    public static Binary of(String text) {
        return new Binary(Bytes.ofUtf8(text));
    }

    public int length() {
        return bytes.length();
    }

    /** Decoded as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return bytes.utf8();
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
