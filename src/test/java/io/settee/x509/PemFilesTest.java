package io.settee.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.error.ConfigException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    private static final CertificateAuthority CA =
            CertificateAuthority.create("ca", KeyKind.EC_P256, Duration.ofDays(10));
    private static final IssuedCertificate RSA = issue(KeyKind.RSA_2048);
    private static final IssuedCertificate EC = issue(KeyKind.EC_P256);

    @TempDir
    Path dir;

    private static CertificateRequest request(KeyKind kind) {
        return CertificateRequest.forHosts(List.of("h"), kind, Duration.ofDays(60));
    }

    private static IssuedCertificate issue(KeyKind kind) {
        return CA.issue(request(kind));
    }

    private Path file(String... parts) throws IOException {
        return Files.writeString(dir.resolve("some.pem"), String.join("", parts));
    }

    private static String pem(PemObjectGenerator object) throws IOException {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String block(String type, byte[] der) throws IOException {
        return pem(new PemObject(type, der));
    }

    /** The inner form that OpenSSL wrote before PKCS#8: PKCS#1 for RSA, SEC 1 for EC. */
    private static byte[] traditional(PrivateKey key) throws IOException {
        return PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    @ParameterizedTest
    @EnumSource
    void readsPkcs8OfEveryKind(KeyKind kind) throws Exception {
        IssuedCertificate issued = issue(kind);
        assertThat(PemFiles.privateKey(file(issued.keyPem()), Optional.empty())).isEqualTo(issued.key());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P384", "ED25519"})
    void readsEncryptedPkcs8(KeyKind kind) throws Exception {
        IssuedCertificate issued = issue(kind);
        Path file = file(issued.keyPem("sesame"));
        assertThat(PemFiles.privateKey(file, Optional.of("sesame"))).isEqualTo(issued.key());
    }

    @Test
    void readsPkcs1() throws Exception {
        Path file = file(block("RSA PRIVATE KEY", traditional(RSA.key())));
        assertThat(PemFiles.privateKey(file, Optional.empty())).isEqualTo(RSA.key());
    }

    @Test
    void readsSec1BehindEcParameters() throws Exception {
        byte[] prime256v1 = SECObjectIdentifiers.secp256r1.getEncoded();
        // As openssl writes it: with the curve in the key once more.
        var sec1 = new ECPrivateKey(
                256, ((java.security.interfaces.ECPrivateKey) EC.key()).getS(), SECObjectIdentifiers.secp256r1);
        Path file = file(block("EC PARAMETERS", prime256v1), block("EC PRIVATE KEY", sec1.getEncoded()));
        // Without the public key, which is optional there, its encoding differs from the JDK's.
        var read = (java.security.interfaces.ECPrivateKey) PemFiles.privateKey(file, Optional.empty());
        assertThat(read.getS()).isEqualTo(((java.security.interfaces.ECPrivateKey) EC.key()).getS());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DES-EDE3-CBC", "AES-128-CBC", "AES-256-CBC"})
    void readsTheOldEncryptedForm(String cipher) throws Exception {
        var encryptor = new JcePEMEncryptorBuilder(cipher)
                .setProvider(new BouncyCastleProvider())
                .build("sesame".toCharArray());
        Path file = file(pem(new JcaMiscPEMGenerator(RSA.key(), encryptor)));
        assertThat(Files.readString(file)).contains("Proc-Type: 4,ENCRYPTED").contains(cipher);
        assertThat(PemFiles.privateKey(file, Optional.of("sesame"))).isEqualTo(RSA.key());
    }

    @Test
    void saysThatThePasswordIsWrongOrMissing() throws Exception {
        Path file = file(RSA.keyPem("sesame"));
        assertThatThrownBy(() -> PemFiles.privateKey(file, Optional.of("Sesame")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": the password given does not open the private key");
        assertThatThrownBy(() -> PemFiles.privateKey(file, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file
                        + ": the private key is encrypted; give its password (in an option file: {password, \"…\"})");
    }

    @Test
    void findsKeyAndCertificatesInOneFileInEitherOrder() throws Exception {
        for (String text : List.of(
                EC.keyPem() + EC.certificatePem() + CA.certificatePem(),
                EC.certificatePem() + CA.certificatePem() + EC.keyPem())) {
            Path file = file("Bag Attributes: of openssl pkcs12\n", text);
            assertThat(PemFiles.privateKey(file, Optional.empty())).isEqualTo(EC.key());
            assertThat(PemFiles.certificates(file)).containsExactly(EC.certificate(), CA.certificate());
        }
    }

    @Test
    void namesTheFileThatIsMissingOrIsSomethingElse() throws Exception {
        Path missing = dir.resolve("missing.pem");
        assertThatThrownBy(() -> PemFiles.certificates(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> PemFiles.certificates(Path.of("not/here.pem")))
                .hasMessageStartingWith("not/here.pem: no such file (looked for at /");
        assertThatThrownBy(() -> PemFiles.certificates(dir)).hasMessage(dir + ": a folder; a PEM file is needed");
        Path keyOnly = file(EC.keyPem());
        assertThatThrownBy(() -> PemFiles.certificates(keyOnly)).hasMessageContaining("no certificate in it");
        Path certificateOnly = file(EC.certificatePem());
        assertThatThrownBy(() -> PemFiles.privateKey(certificateOnly, Optional.empty()))
                .hasMessageContaining("no private key in it");
    }

    @Test
    void damagedBlocksAreErrorsOfTheirFile() throws Exception {
        String pem = EC.certificatePem();
        for (int i = 30; i < pem.length() - 30; i += 7) {
            Path file = file(pem.substring(0, i), pem.substring(i + 5));
            try {
                PemFiles.certificates(file);
            } catch (ConfigException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
        Path garbage = file(block("CERTIFICATE", Base64.getDecoder().decode("AAAAAAAA")));
        assertThatThrownBy(() -> PemFiles.certificates(garbage)).isInstanceOf(ConfigException.class);
    }

    @Test
    void anEmptySequenceIsNoKey() throws Exception {
        Path file = file(block("PRIVATE KEY", new byte[] {0x30, 0}));
        assertThatThrownBy(() -> PemFiles.privateKey(file, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": ");
    }
}
