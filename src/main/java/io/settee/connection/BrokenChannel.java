package io.settee.connection;

import java.io.IOException;

/** What a failed read or write means, without the words of the transport. */
final class BrokenChannel {
    private static final String NATIVE_PREFIX = "failed with error(";

    private BrokenChannel() {}

    /** {@code Connection reset by peer}, where epoll says {@code recvAddress(..) failed with error(-104): Connection reset by peer}. */
    static String explain(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        int prefix = cause instanceof IOException ? message.indexOf(NATIVE_PREFIX) : -1;
        return prefix < 0
                ? message
                : message.substring(message.indexOf(':', prefix) + 1).strip();
    }
}
