package io.settee.config;

import java.util.Set;
import java.util.TreeSet;

/**
 * The options of OTP's {@code ssl} and what becomes of each: read, passed over because it changes nothing for a peer or only makes us
 * stricter, refused because leaving it out would let someone in, or forbidden in an option file altogether.
 *
 * <p>Source: OTP "ssl" reference manual; OTP "Using TLS for Erlang Distribution", section "Specifying TLS Options".
 */
final class TlsOptionNames {
    static final Set<String> READ = Set.of(
            "certfile",
            "keyfile",
            "cacertfile",
            "password",
            "cert",
            "key",
            "cacerts",
            "certs_keys",
            "sni_hosts",
            "verify",
            "verify_fun",
            "fail_if_no_peer_cert",
            "depth",
            "versions",
            "ciphers",
            "eccs",
            "supported_groups",
            "signature_algs",
            "signature_algs_cert",
            "honor_cipher_order",
            "server_name_indication",
            "customize_hostname_check",
            "crl_check",
            "crl_cache",
            "reuse_sessions",
            "session_tickets",
            "secure_renegotiate",
            "client_renegotiation");

    /** Of no meaning here: tuning of OTP's own processes, logging, and offers that a peer need not take. */
    static final Set<String> PASSED_OVER = Set.of(
            "reuse_session",
            "use_ticket",
            "early_data",
            "hibernate_after",
            "log_level",
            "log_alert",
            "ktls",
            "dh",
            "dhfile",
            "honor_ecc_order",
            "beast_mitigation",
            "padding_check",
            "keep_secrets",
            "max_handshake_size",
            "max_fragment_length",
            "key_update_at",
            "renegotiate_at",
            "sender_spawn_opts",
            "receiver_spawn_opts",
            "handshake",
            "middlebox_comp_mode",
            "fallback",
            "certificate_authorities",
            "alpn_advertised_protocols",
            "alpn_preferred_protocols",
            "next_protocols_advertised",
            "client_preferred_next_protocols",
            "cookie",
            "anti_replay",
            "stateless_tickets_seed",
            "ocsp_nonce");

    /** Leaving them out would be weaker than what the file asks for, or would fail later and elsewhere. */
    static final Set<String> REFUSED = Set.of(
            "partial_chain",
            "allow_any_ca_purpose",
            "stapling",
            "ocsp_stapling",
            "ocsp_responder_certs",
            "sni_fun",
            "psk_identity",
            "srp_identity",
            "user_lookup_fun",
            "protocol");

    /** The distribution sets these itself. */
    static final Set<String> FORBIDDEN = Set.of(
            "list",
            "binary",
            "mode",
            "active",
            "packet",
            "packet_size",
            "header",
            "nodelay",
            "deliver",
            "delay_send",
            "exit_on_close",
            "send_timeout",
            "send_timeout_close",
            "line_delimiter",
            "reuseaddr",
            "keepalive",
            "linger",
            "backlog",
            "ip",
            "ifaddr",
            "port",
            "fd",
            "inet",
            "inet6",
            "ipv6_v6only",
            "raw",
            "buffer",
            "sndbuf",
            "recbuf",
            "priority",
            "tos",
            "tclass",
            "high_watermark",
            "low_watermark",
            "high_msgq_watermark",
            "low_msgq_watermark",
            "show_econnreset",
            "netns",
            "bind_to_device");

    private TlsOptionNames() {}

    static String known() {
        return String.join(", ", new TreeSet<>(READ));
    }
}
