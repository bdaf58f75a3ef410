package io.settee.example.search;

/** What the user of CouchDB asked for cannot be had, and the message tells why: {@code {error, {bad_request, Message}}}. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    BadRequestException(String text) {
        super(text);
        this.text = text;
    }

    String text() {
        return text;
    }
}
