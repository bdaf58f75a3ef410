package io.settee.carrier;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.error.PeerText;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns what went wrong in setting up a carrier into a sentence that tells a person whose fault it is, which file to look into, and
 * what to do next.
 */
final class TlsFailures {
    /** Types of TLS records. RFC 5246, section "Record Layer". */
    static final int ALERT_RECORD = 0x15;

    static final int HANDSHAKE_RECORD = 0x16;
    static final int MAJOR_VERSION = 0x03;

    /** As JSSE tells it, and as BoringSSL does: {@code SSLV3_ALERT_CERTIFICATE_EXPIRED}, {@code TLSV1_ALERT_UNKNOWN_CA}. */
    private static final Pattern ALERT =
            Pattern.compile("(?:[Rr]eceived fatal alert: |OPENSSL_internal:(?:SSLV3|TLSV1)_(?:ALERT_)?)(\\w+)");

    private TlsFailures() {}

    static CarrierException tcpAnsweredByTls(@Nullable NodeName peer) {
        String who = peer == null ? "it" : peer.toString();
        return new CarrierException(
                Reason.OTHER_CARRIER,
                peer,
                "dialled over TCP, and answered with a TLS alert (bytes 15 03): it listens for TLS only. Reach it over TLS: with"
                        + " -proto_dist couch take its name out of no_tls. If it is a couch node that lists this node under no_tls,"
                        + " " + who
                        + " will dial us over TCP, but can itself be dialled over TCP only when its own name is"
                        + " listed there, too",
                null);
    }

    static CarrierException tlsAtPlainPort(@Nullable NodeName peer, @Nullable SocketAddress from) {
        return new CarrierException(
                Reason.OTHER_CARRIER,
                peer,
                "a connection from " + from
                        + " speaks TLS (bytes 16 03), and this node listens for plain TCP only. Start this node"
                        + " with -proto_dist couch or inet_tls, or that one with inet_tcp",
                null);
    }

    /**
     * Explains a failed TLS handshake, or an alert that came after it.
     *
     * @param peer whom we dialled; null for an accepted connection, whose peer has no name yet
     */
    static CarrierException explain(
            TlsOptions options, @Nullable NodeName peer, @Nullable SocketAddress address, Throwable cause) {
        String who = peer != null ? "" : "TLS connection from " + address + ": ";
        for (Throwable t = cause; t != null; t = t.getCause()) {
            CarrierException explained = explainOne(options, peer, who, t, cause);
            if (explained != null) return explained;
        }
        return new CarrierException(Reason.TLS, peer, who + "the TLS handshake failed: " + message(cause), cause);
    }

    private static @Nullable CarrierException explainOne(
            TlsOptions options, @Nullable NodeName peer, String who, Throwable t, Throwable cause) {
        if (t instanceof PeerRefusedException refused) {
            return new CarrierException(Reason.CERTIFICATE, peer, who + refused.getMessage(), cause);
        }
        if (t instanceof NotSslRecordException) {
            String what = peer != null
                    ? "dialled over TLS, and answered with something that is no TLS (" + message(t)
                            + "): it seems to listen for plain TCP. Start it with TLS, or with -proto_dist couch list it under no_tls"
                    : "it does not speak TLS (" + message(t)
                            + "), and this node listens for TLS only. Start that node with"
                            + " -proto_dist inet_tls, or this one with couch, which accepts both";
            return new CarrierException(Reason.OTHER_CARRIER, peer, who + what, cause);
        }
        if (t instanceof SslHandshakeTimeoutException) {
            return new CarrierException(Reason.TLS, peer, who + silence(options, peer), cause);
        }
        Matcher alert = ALERT.matcher(whole(t));
        if (alert.find()) return received(options, peer, who, alert.group(1).toLowerCase(Locale.ROOT), cause);
        return explainText(options, peer, who, t, cause);
    }

    private static @Nullable CarrierException explainText(
            TlsOptions options, @Nullable NodeName peer, String who, Throwable t, Throwable cause) {
        String text = message(t);
        String lower = whole(t).toLowerCase(Locale.ROOT);
        if (lower.contains("empty client certificate chain")
                || lower.contains("empty certificate chain")
                || lower.contains("peer_did_not_return_a_certificate")) {
            return new CarrierException(
                    Reason.CERTIFICATE,
                    peer,
                    who + "it showed no certificate, and " + options.source() + " demands one of clients (server option"
                            + " fail_if_no_peer_cert). Give that node certfile and keyfile in its client options",
                    cause);
        }
        if (lower.contains("unsupported_protocol")
                || (lower.contains("protocol")
                        && (lower.contains("version") || lower.contains("not enabled or supported")))) {
            return noVersion(options, peer, who, text, cause);
        }
        if (lower.contains("no cipher suites in common") || lower.contains("no_common_signature_algorithms")) {
            return new CarrierException(
                    Reason.TLS,
                    peer,
                    who
                            + "no cipher suite in common. Our certificate's kind of key decides, too: an Ed25519 key needs TLS 1.3, or a"
                            + " peer of OTP 25 or newer",
                    cause);
        }
        if (lower.contains("illegal server name")) {
            return new CarrierException(
                    Reason.TLS,
                    peer,
                    who + "it asked for a server name that is none (" + text
                            + "). A BEAM does that when this node's name has an IPv6 address after the @, and the TLS of this JVM refuses"
                            + " it. Start the JVM with " + ServerNames.JVM_OPTION
                            + ", or give this node a host name, or connect to that node from here",
                    cause);
        }
        if (t instanceof ClosedChannelException
                || lower.contains("connection closed while ssl/tls handshake")
                || lower.contains("closing inbound before receiving peer's close_notify")
                || lower.contains("connection reset")) {
            return new CarrierException(
                    Reason.TLS,
                    peer,
                    who + "the connection was closed during the TLS handshake. "
                            + (peer != null
                                    ? "Look into that node's log; a node that listens for plain TCP does this, too"
                                    : "Look into that node's log; port scanners and health checks do this, too"),
                    cause);
        }
        return null;
    }

    private static String silence(TlsOptions options, @Nullable NodeName peer) {
        long seconds = Math.max(1, options.handshakeTimeout().toSeconds());
        return peer != null
                ? "dialled over TLS, and no TLS answer came in " + seconds
                        + " s. A node that listens for plain TCP behaves so: start it"
                        + " with TLS, or with -proto_dist couch list it under no_tls"
                : "its TLS handshake was not done within " + seconds + " s";
    }

    private static CarrierException noVersion(
            TlsOptions options, @Nullable NodeName peer, String who, String text, Throwable cause) {
        return new CarrierException(
                Reason.TLS,
                peer,
                who + "no TLS version in common. " + options.source() + " allows "
                        + String.join(" and ", options.versions())
                        + "; OTP 27 and older speak only TLS 1.2 unless their option file has versions (" + text + ")",
                cause);
    }

    /** What an alert says, seen from the side that got it. RFC 8446, section "Error Alerts". */
    private static CarrierException received(
            TlsOptions options, @Nullable NodeName peer, String who, String alert, Throwable cause) {
        Optional<KeySource> shown = options.keySources().stream().findFirst();
        String ours = shown.map(source -> "our certificate (" + source.certificateText() + ")")
                .orElse("our certificate, of which the " + options.role() + " options of " + options.source()
                        + " name none");
        String said = who + "it answered with the TLS alert " + alert + ": ";
        // TLS 1.2 has no alert of its own for a missing certificate, and OTP sends a handshake_failure.
        boolean lacksCertificate =
                options.role() == TlsOptions.Role.CLIENT && shown.isEmpty() && alert.equals("handshake_failure");
        return switch (lacksCertificate ? "certificate_required" : alert) {
            case "unknown_ca" ->
                new CarrierException(
                        Reason.CERTIFICATE,
                        peer,
                        said + "it does not know the CA of " + ours
                                + ". Compare its cacertfile with the issuer of that certificate",
                        cause);
            case "certificate_expired" ->
                new CarrierException(
                        Reason.CERTIFICATE, peer, said + ours + " has expired, or its clock is wrong", cause);
            case "certificate_revoked" ->
                new CarrierException(Reason.CERTIFICATE, peer, said + ours + " was revoked", cause);
            case "certificate_required" ->
                new CarrierException(
                        Reason.CERTIFICATE,
                        peer,
                        said
                                + "it demands a certificate of its clients (its fail_if_no_peer_cert). Give certfile and keyfile in the "
                                + options.role() + " options of " + options.source(),
                        cause);
            case "bad_certificate", "certificate_unknown", "unsupported_certificate" ->
                new CarrierException(
                        Reason.CERTIFICATE,
                        peer,
                        said + "it refuses " + ours + ". Reasons: " + suspects(options) + ". Its log has the right one",
                        cause);
            case "protocol_version" -> noVersion(options, peer, who, "it answered with the TLS alert " + alert, cause);
            case "handshake_failure" ->
                new CarrierException(
                        Reason.TLS,
                        peer,
                        said
                                + (options.role() == TlsOptions.Role.CLIENT
                                        ? "no cipher suite in common, or it demands a client certificate and got none"
                                        : "no cipher suite in common, or " + ours
                                                + " does not name the host by which it knows us")
                                + ". Its log has the reason",
                        cause);
            default -> new CarrierException(Reason.TLS, peer, said + "its log has the reason", cause);
        };
    }

    private static String suspects(TlsOptions options) {
        return options.role() == TlsOptions.Role.CLIENT
                ? "none was sent, extendedKeyUsage lacks clientAuth, or its CA is another one"
                : "it does not name the host part of our node name as DNS name (and, for an IP address, also as IP address),"
                        + " extendedKeyUsage lacks serverAuth, it has expired, or its CA is another one";
    }

    /** As a person may be shown it: bytes and names of the peer are in many. */
    private static String message(Throwable t) {
        return PeerText.shown(whole(t));
    }

    private static String whole(Throwable t) {
        String message = t.getMessage();
        return message == null ? t.getClass().getSimpleName() : message;
    }
}
