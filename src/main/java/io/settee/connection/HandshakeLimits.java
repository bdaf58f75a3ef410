package io.settee.connection;

/**
 * How many connections may be shaking hands at once with those who dial us. One more is closed at once, unread, so that a peer that opens
 * many and says nothing keeps out neither others nor, for long, its neighbours: each ends after the setup time.
 *
 * @param most from all addresses
 * @param mostOfOne from one address
 */
public record HandshakeLimits(int most, int mostOfOne) {
    public static final HandshakeLimits DEFAULT = new HandshakeLimits(1024, 128);

    public HandshakeLimits {
        if (mostOfOne < 1 || most < mostOfOne) {
            throw new IllegalArgumentException(
                    "at least 1 handshake of one address and no fewer of all: " + mostOfOne + " and " + most);
        }
    }
}
