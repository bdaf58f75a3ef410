package io.settee.example.search;

/** What the user of CouchDB asked for cannot be had, and the message tells why: {@code {error, {bad_request, Message}}}. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
