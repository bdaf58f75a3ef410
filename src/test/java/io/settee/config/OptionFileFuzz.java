package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The option file of TLS: settings, or a sentence about what is wrong with it. */
public final class OptionFileFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return Stream.of("""
                        %% coding: utf-8
                        [
                          {server, [{cacertfile, "/etc/couch/ca.pem"}, {certfile, "/etc/couch/cert.pem"}, {keyfile, "/etc/couch/key.pem"},
                                    {secure_renegotiate, true}, {verify, verify_peer}, {fail_if_no_peer_cert, true}]},
                          {client, [{cacertfile, <<"/etc/couch/ca.pem">>}, {certfile, "/etc/couch/cert.pem"}, {password, "pw"},
                                    {versions, ['tlsv1.2', 'tlsv1.3']}, {depth, 2}, {verify, verify_none}]}
                        ].
                        """, """
                        [{server, [{ciphers, ["TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"]}, {honor_cipher_order, true},
                                   {dhfile, "/etc/couch/dh.pem"}, {handshake_timeout, 5000}, {crl_check, peer}, inet6]},
                         {client, [{verify_fun, {ssl_dist, verify, []}}, {server_name_indication, disable},
                                   {customize_hostname_check, [{match_fun, x}]}, {supported_groups, [x25519, secp256r1]}]}].
                        """)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        try {
            var settings = OptionFile.parse("dist.conf", new String(input, StandardCharsets.UTF_8));
            if (settings.toString().isEmpty()) throw new AssertionError("printed as nothing");
        } catch (ConfigException refused) {
            if (!FuzzTarget.sentence(refused).startsWith("dist.conf"))
                throw new AssertionError("names no file", refused);
        }
    }
}
