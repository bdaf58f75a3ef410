package io.settee.certs;

import java.util.Optional;
import java.util.StringJoiner;

/** The text of {@code couch_dist.conf}. Source: OTP "Using TLS for Erlang Distribution", section "Specifying TLS Options". */
final class OptionFileText {
    private final CertificateFolder files;
    private final KeyKind key;
    private final Optional<String> password;
    private final boolean checksRevocations;

    OptionFileText(CertificateFolder files, KeyKind key, Optional<String> password, boolean checksRevocations) {
        this.files = files;
        this.key = key;
        this.password = password;
        this.checksRevocations = checksRevocations;
    }

    /** With the server's key and certificate in one file, as CouchDB's guide has it. */
    String combined() {
        return text("{certfile, " + erlangString(files.keyAndCert()) + "}");
    }

    /** With the server's key and certificate in two files, as a CA elsewhere leaves them. */
    String apart() {
        return text(
                "{certfile, " + erlangString(files.cert()) + "},\n    {keyfile, " + erlangString(files.key()) + "}");
    }

    private String text(String server) {
        String authority = erlangString(files.caCert());
        return """
                %% TLS for Erlang distribution, for BEAM nodes and for Settee: -ssl_dist_optfile with the absolute path of this file.
                [
                  {server, [
                    {cacertfile, %s},
                    %s,%s
                    {verify, verify_peer},
                    {fail_if_no_peer_cert, true}
                  ]},
                  {client, [
                    {cacertfile, %s},
                    {certfile, %s},
                    {keyfile, %s},%s
                    {verify, verify_peer}
                  ]}
                ].
                """.formatted(
                        authority,
                        server,
                        common(),
                        authority,
                        erlangString(files.cert()),
                        erlangString(files.key()),
                        common());
    }

    private String common() {
        var lines = new StringJoiner(",\n    ", "\n    ", ",");
        password.ifPresent(secret -> lines.add("{password, " + erlangString(secret) + "}"));
        if (checksRevocations) {
            lines.add("{crl_check, peer}");
            lines.add("{crl_cache, {ssl_crl_hash_dir, {internal, [{dir, " + erlangString(files.revocationFolder())
                    + "}]}}}");
        }
        // OTP 25 to 27 speak TLS 1.2 unless told otherwise, and have no signature of such a key there. Renegotiation is
        // 1.2's.
        lines.add(key == KeyKind.ED25519 ? "{versions, ['tlsv1.3']}" : "{secure_renegotiate, true}");
        return lines.toString();
    }

    private static String erlangString(Object text) {
        return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
