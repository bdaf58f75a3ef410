package io.settee.carrier;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificates that a node has, the first that fits the kinds of key that a peer can use.
 *
 * <p>JSSE's own key managers show nothing when no issuer that the peer lists has signed it, and the peer then complains of a missing
 * certificate. OTP shows it all the same, and so do we: "unknown CA" is what a person needs to hear.
 */
final class OwnKey extends X509ExtendedKeyManager {
    private final List<OwnCertificate> own;

    OwnKey(List<OwnCertificate> own) {
        this.own = List.copyOf(own);
    }

    /** Its number. */
    private @Nullable String alias(String... keyTypes) {
        List<String> usable = Arrays.asList(keyTypes);
        for (int i = 0; i < own.size(); i++) {
            if (usable.contains(own.get(i).certificate().getPublicKey().getAlgorithm())) return Integer.toString(i);
        }
        return null;
    }

    private OwnCertificate of(String alias) {
        return own.get(Integer.parseInt(alias));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }
}
