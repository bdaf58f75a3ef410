package io.settee.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the JDK's own P-256. */
class QuickP256Test {
    private static final byte[] MESSAGE = "as received".getBytes(StandardCharsets.US_ASCII);

    private final Provider quick = new QuickP256();
    private final Provider jdk = Security.getProvider("SunEC");

    private static KeyPair keys(Provider provider, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] sign(Provider provider, String algorithm, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initSign(key);
        signature.update(MESSAGE);
        return signature.sign();
    }

    private static boolean verify(Provider provider, String algorithm, PublicKey key, byte[] signed)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initVerify(key);
        signature.update(MESSAGE, 0, 1);
        for (int i = 1; i < MESSAGE.length; i++) signature.update(MESSAGE[i]);
        return signature.verify(signed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA224withECDSA", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"})
    void signsForTheJdkAndVerifiesWhatItHasSigned(String algorithm) throws GeneralSecurityException {
        for (KeyPair keys : new KeyPair[] {keys(quick, "secp256r1"), keys(jdk, "secp256r1")}) {
            byte[] ours = sign(quick, algorithm, keys.getPrivate());
            assertThat(verify(jdk, algorithm, keys.getPublic(), ours)).isTrue();
            assertThat(verify(quick, algorithm, keys.getPublic(), ours)).isTrue();
            assertThat(verify(quick, algorithm, keys.getPublic(), sign(jdk, algorithm, keys.getPrivate())))
                    .isTrue();
        }
    }

    @Test
    void believesNoSignatureOfAnotherKeyOrMessageOrForm() throws GeneralSecurityException {
        KeyPair keys = keys(quick, "secp256r1");
        byte[] signed = sign(quick, "SHA256withECDSA", keys.getPrivate());

        assertThat(verify(quick, "SHA256withECDSA", keys(quick, "secp256r1").getPublic(), signed))
                .isFalse();
        assertThat(verify(quick, "SHA384withECDSA", keys.getPublic(), signed)).isFalse();
        for (int i = 0; i < signed.length; i++) {
            byte[] altered = signed.clone();
            altered[i] ^= 1;
            assertThat(believes(keys.getPublic(), altered)).isFalse();
        }
        // r and s of 0, which a careless verifier takes for everything.
        assertThat(believes(keys.getPublic(), new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))
                .isFalse();
        assertThat(believes(keys.getPublic(), new byte[0])).isFalse();
    }

    private boolean believes(PublicKey key, byte[] signed) throws GeneralSecurityException {
        try {
            return verify(quick, "SHA256withECDSA", key, signed);
        } catch (SignatureException e) {
            return false;
        }
    }

    @Test
    void makesKeysThatFitTogetherAndLieOnTheCurve() throws GeneralSecurityException {
        KeyPair keys = keys(quick, "secp256r1");
        var open = (ECPublicKey) keys.getPublic();
        var secret = (ECPrivateKey) keys.getPrivate();

        assertThat(secret.getS()).isPositive().isLessThan(open.getParams().getOrder());
        assertThat(verify(jdk, "SHA256withECDSA", open, sign(jdk, "SHA256withECDSA", secret)))
                .isTrue();
        assertThat(keys(quick, "secp256r1").getPrivate()).isNotEqualTo(secret);
    }

    @Test
    void agreesWithTheJdkOnASecret() throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            KeyPair ours = keys(quick, "secp256r1");
            KeyPair theirs = keys(jdk, "secp256r1");

            byte[] secret = agree(quick, ours, theirs);
            assertThat(secret).hasSize(32).isEqualTo(agree(jdk, theirs, ours));
        }
    }

    private static byte[] agree(Provider provider, KeyPair own, KeyPair other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret("TlsPremasterSecret").getEncoded();
    }

    @Test
    void agreesOnNothingWithAPointThatIsNotOnTheCurve() throws GeneralSecurityException {
        KeyPair keys = keys(quick, "secp256r1");
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", quick);
        agreement.init(keys.getPrivate());
        ECParameterSpec curve = ((ECPublicKey) keys.getPublic()).getParams();

        assertThatThrownBy(() ->
                        agreement.doPhase(new StrayKey(curve, new ECPoint(BigInteger.ONE, BigInteger.ONE)), true))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> agreement.doPhase(new StrayKey(curve, ECPoint.POINT_INFINITY), true))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() throws GeneralSecurityException {
        ECParameterSpec curve = ((ECPublicKey) keys(jdk, "secp256r1").getPublic()).getParams();
        PublicKey outside = new StrayKey(curve, new ECPoint(BigInteger.ONE, BigInteger.ONE));

        assertThatThrownBy(() -> verify(quick, "SHA256withECDSA", outside, new byte[0]))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("not a point");
    }

    @Test
    void leavesOtherCurvesAndUnnamedOnesToTheJdk() throws GeneralSecurityException {
        QuickP256.install();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            KeyPair keys = generator.generateKeyPair();
            Signature signature = Signature.getInstance("SHA384withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(MESSAGE);
            assertThat(signature.getProvider()).isEqualTo(jdk);
            assertThat(verify(jdk, "SHA384withECDSA", keys.getPublic(), signature.sign()))
                    .isTrue();

            assertThat(KeyPairGenerator.getInstance("EC").generateKeyPair()).isNotNull();
            KeyPairGenerator sized = KeyPairGenerator.getInstance("EC");
            sized.initialize(521);
            assertThat(((ECPublicKey) sized.generateKeyPair().getPublic())
                            .getParams()
                            .getOrder()
                            .bitLength())
                    .isEqualTo(521);

            Signature ours = Signature.getInstance("SHA256withECDSA");
            ours.initSign(keys(quick, "secp256r1").getPrivate());
            assertThat(ours.getProvider().getName()).isEqualTo(quick.getName());
        } finally {
            Security.removeProvider(quick.getName());
        }
    }

    private record StrayKey(ECParameterSpec curve, ECPoint point) implements ECPublicKey {
        @Override
        public ECPoint getW() {
            return point;
        }

        @Override
        public ECParameterSpec getParams() {
            return curve;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
