package io.settee.certs;

import io.settee.error.ConfigException;
import io.settee.x509.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A request to sign a certificate (CSR, PKCS#10), for a CA elsewhere or from one: it has the public key, the subject and the hosts, and
 * the private key stays where it was made.
 */
public final class SigningRequest {
    private final PKCS10CertificationRequest request;
    private final PublicKey publicKey;
    private final List<String> hosts;

    private SigningRequest(PKCS10CertificationRequest request, PublicKey publicKey, List<String> hosts) {
        this.request = request;
        this.publicKey = publicKey;
        this.hosts = List.copyOf(hosts);
    }

    /** Asks for a node's certificate; dates are left to the CA. */
    static SigningRequest of(CertificateRequest wanted, KeyPair pair) {
        try {
            var extensions = NodeExtensions.of(
                    wanted.hosts(),
                    wanted.serverAuth(),
                    wanted.clientAuth(),
                    pair.getPublic().getAlgorithm());
            var signer = new JcaContentSignerBuilder(KeyKind.signatureFor(pair.getPrivate())).build(pair.getPrivate());
            var request = new JcaPKCS10CertificationRequestBuilder(
                            SubjectName.of(wanted.organisation(), wanted.commonName()), pair.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(signer);
            return new SigningRequest(request, pair.getPublic(), wanted.hosts());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("a request cannot be signed", e);
        }
    }

    /**
     * Reads a request in PEM form.
     *
     * @throws ConfigException if the file is something else, or its sender does not have the private key
     */
    public static SigningRequest read(Path file) {
        PKCS10CertificationRequest request = PemFiles.first(
                file,
                PKCS10CertificationRequest.class,
                "no request to sign in it (a block BEGIN CERTIFICATE REQUEST is needed)");
        try {
            PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new PKCSException("it is not signed by the key that it is for");
            }
            Extensions extensions = request.getRequestedExtensions();
            GeneralNames names = extensions == null
                    ? null
                    : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            return new SigningRequest(request, key, names == null ? List.of() : NodeExtensions.hosts(names));
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new ConfigException(file + ": the request cannot be taken: " + e.getMessage(), e);
        }
    }

    /** The hosts that it asks for; empty in a request that names them in its CN only, or not at all. */
    public List<String> hosts() {
        return hosts;
    }

    /** The subject as RFC 2253 prints it. */
    public String subjectText() {
        return request.getSubject().toString();
    }

    X500Name subject() {
        return request.getSubject();
    }

    PublicKey publicKey() {
        return publicKey;
    }

    /** The request as a PEM block. */
    public String pem() {
        try {
            return Pem.write(new PemObject("CERTIFICATE REQUEST", request.getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
