package io.settee.connection;

/**
 * Why a connection is gone.
 *
 * @param kind for programs; its {@link Kind#atom} is what {@code net_kernel} gives as {@code nodedown_reason}
 * @param detail completes "connection lost: …" for people
 */
public record CloseReason(Kind kind, String detail) {

    /** What kind of end. */
    public enum Kind {
        /** The peer closed, or its process or machine died with a FIN or RST. */
        CONNECTION_CLOSED("connection_closed"),
        /** The peer was silent for longer than net_ticktime. */
        NET_TICK_TIMEOUT("net_tick_timeout"),
        /** The peer sent something that breaks the protocol or our limits. */
        PROTOCOL_ERROR("protocol_error"),
        /** The program asked for it, or the node stops. */
        DISCONNECT("disconnect"),
        /** This node lost the connection to the peer that had given it its name, and with it the name. */
        NAME_LOST("net_kernel_terminated"),
        /** The peer came again, having given up the older connection. */
        REPLACED("connection_replaced");

        private final String atom;

        Kind(String atom) {
            this.atom = atom;
        }

        public String atom() {
            return atom;
        }
    }

    @Override
    public String toString() {
        return detail;
    }
}
