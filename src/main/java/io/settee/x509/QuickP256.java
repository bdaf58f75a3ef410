package io.settee.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Signatures, new keys and key agreement on the curve P-256 by BouncyCastle, for the command line. Before its first of these the JDK multiplies the curve's
 * generator sixty times, for a table that makes later ones quick; in a JVM that has just started that takes 80 ms, and all of a handshake's
 * signatures by BouncyCastle 20. It takes no other keys, and the JDK has those, as without it.
 *
 * <p>The agent, which stays, has it, too. After hundreds of handshakes it is still the quicker one: 0.8 ms against 1.7 for new keys, an agreement, a
 * signature and two verifications. And it lets on no more of a key than in a JVM of each command's own, since it signs once for each command of
 * its user, and nobody else can have it sign: what is multiplied by a signature's secret is looked up by reading the whole table
 * ({@code FixedPointCombMultiplier}), and the secret is inverted in a time that does not depend on it. An agreement's multiplication is not of that kind; its
 * secrets are used once.
 *
 * <p>Source: FIPS 186-5, section 6; RFC 3279, section 2.2.3, for the form of a signature.
 */
public final class QuickP256 extends Provider {
    private static final long serialVersionUID = 1;

    private static final String CURVE = "secp256r1";

    QuickP256() {
        super("SetteeQuickP256", "1.0", "ECDSA and ECDH on P-256 for the command line");
        // OTP 25 asks for SHA-224 before the others, and for this curve's key agreement on TLS 1.2.
        for (String bits : List.of("224", "256", "384", "512")) {
            String algorithm = "SHA" + bits + "withECDSA";
            putService(new Maker(this, "Signature", algorithm, () -> new Ecdsa("SHA-" + bits)));
        }
        putService(new Maker(this, "KeyPairGenerator", "EC", KeyPairs::new));
        putService(new Maker(this, "KeyAgreement", "ECDH", Agreement::new));
    }

    /** Puts it before the JDK's providers, for the whole JVM. */
    public static void install() {
        Security.insertProviderAt(new QuickP256(), 1);
    }

    /** Without reflection, which a provider is else used by. */
    private static final class Maker extends Service {
        private final Supplier<Object> made;

        Maker(Provider provider, String type, String algorithm, Supplier<Object> made) {
            super(provider, type, algorithm, algorithm, List.of(), Map.of());
            this.made = made;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return made.get();
        }
    }

    private static final class Curve {
        static final ECParameterSpec SPEC = spec();
        static final ECDomainParameters DOMAIN = new ECDomainParameters(CustomNamedCurves.getByName(CURVE));

        private static ECParameterSpec spec() {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec(CURVE));
                return parameters.getParameterSpec(ECParameterSpec.class);
            } catch (GeneralSecurityException e) {
                throw new ProviderException("this Java has no " + CURVE, e);
            }
        }

        /** The point of a public key, on the curve. */
        static ECPublicKeyParameters open(@Nullable Key key) throws InvalidKeyException {
            if (!(key instanceof ECPublicKey ec) || !has(ec)) throw notMine(key);
            ECPoint point = ec.getW();
            try {
                var q = DOMAIN.getCurve().validatePoint(point.getAffineX(), point.getAffineY());
                return new ECPublicKeyParameters(q, DOMAIN);
            } catch (IllegalArgumentException | NullPointerException e) {
                throw new InvalidKeyException("not a point of " + CURVE, e);
            }
        }

        static ECPrivateKeyParameters secret(@Nullable Key key) throws InvalidKeyException {
            if (!(key instanceof ECPrivateKey ec) || !has(ec)) throw notMine(key);
            try {
                return new ECPrivateKeyParameters(ec.getS(), DOMAIN);
            } catch (IllegalArgumentException e) {
                throw new InvalidKeyException("not a private key of " + CURVE, e);
            }
        }

        /** Upon which the next provider is asked. */
        private static InvalidKeyException notMine(@Nullable Key key) {
            return new InvalidKeyException(
                    "not a key of " + CURVE + ": " + (key == null ? "none" : key.getAlgorithm()));
        }

        private static boolean has(Key key) {
            return key instanceof ECKey ec && isMine(ec.getParams());
        }

        static boolean isMine(ECParameterSpec given) {
            return given.getCurve().equals(SPEC.getCurve())
                    && given.getGenerator().equals(SPEC.getGenerator())
                    && given.getOrder().equals(SPEC.getOrder());
        }
    }

    /** Signs and verifies digests of one kind. */
    private static final class Ecdsa extends SignatureSpi {
        private final MessageDigest digest;
        private final ECDSASigner signer = new ECDSASigner();

        Ecdsa(String hash) {
            try {
                this.digest = MessageDigest.getInstance(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new ProviderException(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            signer.init(false, Curve.open(key));
            digest.reset();
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            engineInitSign(key, new SecureRandom());
        }

        @Override
        protected void engineInitSign(PrivateKey key, @Nullable SecureRandom random) throws InvalidKeyException {
            signer.init(
                    true, new ParametersWithRandom(Curve.secret(key), random == null ? new SecureRandom() : random));
            digest.reset();
        }

        @Override
        protected void engineUpdate(byte b) {
            digest.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            BigInteger[] rs = signer.generateSignature(digest.digest());
            try {
                return StandardDSAEncoding.INSTANCE.encode(signer.getOrder(), rs[0], rs[1]);
            } catch (IOException e) {
                throw new SignatureException(e);
            }
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            byte[] hash = digest.digest();
            try {
                BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(signer.getOrder(), signature);
                return signer.verifySignature(hash, rs[0], rs[1]);
            } catch (IOException | RuntimeException e) {
                // A peer's bytes: BouncyCastle throws ClassCastException, too.
                throw new SignatureException("not the form of an ECDSA signature", e);
            }
        }

        @Override
        protected void engineSetParameter(@Nullable AlgorithmParameterSpec parameters)
                throws InvalidAlgorithmParameterException {
            if (parameters == null || (parameters instanceof ECParameterSpec given && Curve.isMine(given))) return;
            throw new InvalidAlgorithmParameterException("ECDSA on " + CURVE + " has no other parameters");
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException("ECDSA has no parameter " + name);
        }

        @Override
        @Deprecated
        protected @Nullable Object engineGetParameter(String name) {
            throw new InvalidParameterException("ECDSA has no parameter " + name);
        }

        @Override
        protected @Nullable AlgorithmParameters engineGetParameters() {
            return null;
        }
    }

    /** ECDH: what two keys have in common. */
    private static final class Agreement extends KeyAgreementSpi {
        private final ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        private byte @Nullable [] secret;

        @Override
        protected void engineInit(Key key, @Nullable SecureRandom random) throws InvalidKeyException {
            secret = null;
            agreement.init(Curve.secret(key));
        }

        @Override
        protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            if (parameters != null) throw new InvalidAlgorithmParameterException("ECDH has no parameters");
            engineInit(key, random);
        }

        @Override
        protected @Nullable Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
            if (!last) throw new IllegalStateException("ECDH is between two");
            try {
                BigInteger x = agreement.calculateAgreement(Curve.open(key));
                secret = BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), x);
            } catch (IllegalStateException e) {
                throw new InvalidKeyException("nothing can be agreed on with this key", e);
            }
            return null;
        }

        @Override
        protected byte[] engineGenerateSecret() {
            byte[] agreed = secret;
            if (agreed == null) throw new IllegalStateException("no key of the other side yet");
            secret = null;
            return agreed;
        }

        @Override
        protected int engineGenerateSecret(byte[] target, int offset) throws ShortBufferException {
            byte[] agreed = secret;
            if (agreed != null && target.length - offset < agreed.length) {
                throw new ShortBufferException(agreed.length + " bytes are needed");
            }
            agreed = engineGenerateSecret();
            System.arraycopy(agreed, 0, target, offset, agreed.length);
            return agreed.length;
        }

        @Override
        protected SecretKey engineGenerateSecret(String algorithm) {
            return new SecretKeySpec(engineGenerateSecret(), algorithm);
        }
    }

    /** Makes keys, of the JDK's own classes. */
    private static final class KeyPairs extends KeyPairGeneratorSpi {
        private @Nullable SecureRandom random;
        private boolean wanted;

        @Override
        public void initialize(int bits, @Nullable SecureRandom given) {
            if (bits != 256) throw new InvalidParameterException("not a size of " + CURVE + ": " + bits);
            wanted = true;
            random = given;
        }

        @Override
        public void initialize(AlgorithmParameterSpec parameters, @Nullable SecureRandom given)
                throws InvalidAlgorithmParameterException {
            boolean mine = (parameters instanceof ECGenParameterSpec named
                            && named.getName().equals(CURVE))
                    || (parameters instanceof ECParameterSpec spec && Curve.isMine(spec));
            if (!mine) throw new InvalidAlgorithmParameterException("not " + CURVE);
            wanted = true;
            random = given;
        }

        @Override
        public KeyPair generateKeyPair() {
            // Whoever does not say which curve gets that of the JDK's choice.
            if (!wanted) throw new ProviderException("no curve was named");
            var generator = new ECKeyPairGenerator();
            generator.init(new ECKeyGenerationParameters(Curve.DOMAIN, random == null ? new SecureRandom() : random));
            AsymmetricCipherKeyPair pair = generator.generateKeyPair();
            var open = ((ECPublicKeyParameters) pair.getPublic()).getQ().normalize();
            var point = new ECPoint(
                    open.getAffineXCoord().toBigInteger(),
                    open.getAffineYCoord().toBigInteger());
            try {
                KeyFactory keys = KeyFactory.getInstance("EC");
                return new KeyPair(
                        keys.generatePublic(new ECPublicKeySpec(point, Curve.SPEC)),
                        keys.generatePrivate(
                                new ECPrivateKeySpec(((ECPrivateKeyParameters) pair.getPrivate()).getD(), Curve.SPEC)));
            } catch (GeneralSecurityException e) {
                throw new ProviderException(e);
            }
        }
    }
}
