package io.settee.error;

/**
 * Bytes that are no term, or a term past our limits. The message names the tag, the offset and the limit:
 * {@code term at byte 37: LARGE_TUPLE_EXT arity 1000000 needs at least 1000000 bytes, 212 remain}.
 */
public final class TermFormatException extends SetteeException {
    private static final long serialVersionUID = 1L;

    public TermFormatException(String message) {
        super(null, message, null);
    }
}
