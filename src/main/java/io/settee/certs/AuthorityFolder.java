package io.settee.certs;

import io.settee.error.ConfigException;
import io.settee.x509.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder with a CA in it: what only the owner of the CA's key can do. */
public final class AuthorityFolder {
    private static final String KEY_NOTE = """
            key.pem is the private key of this cluster's CA. Whoever has it can make nodes that every node of the cluster trusts.
            Move this folder to a place off this machine, and bring it back only to issue more certificates. No node needs it.
            """;

    private final CertificateFolder folder;
    private final CertificateAuthority authority;

    private AuthorityFolder(CertificateFolder folder, CertificateAuthority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /**
     * Opens the CA of a folder.
     *
     * @param password opens its key, if that is encrypted
     * @throws ConfigException if there is none, or its key was taken away, or the password does not open it
     */
    public static AuthorityFolder open(Path dir, Optional<String> password) {
        var folder = new CertificateFolder(dir);
        if (!Files.exists(folder.caCert())) {
            throw new ConfigException(folder.dir() + ": no CA in this folder (" + folder.caCert() + " is missing)");
        }
        if (!Files.exists(folder.caKey())) {
            throw new ConfigException(folder.caCert() + " is there without its key (" + folder.caKey()
                    + "): bring that back for the time of this command, or take another folder");
        }
        return new AuthorityFolder(folder, CertificateAuthority.read(folder.caCert(), folder.caKey(), password));
    }

    /** Opens the CA of a folder, or makes one. */
    static AuthorityFolder openOrCreate(Path dir, CertificateMaker.Options options) throws IOException {
        var folder = new CertificateFolder(dir);
        if (Files.exists(folder.caKey()) || Files.exists(folder.caCert())) {
            return open(dir, options.authorityPassword());
        }
        CertificateAuthority authority = CertificateAuthority.create(
                options.authorityName(), options.key(), CertificateMaker.AUTHORITY_VALIDITY);
        Path keyFolder = SafeFiles.parent(folder.caKey());
        SafeFiles.createSecretFolder(keyFolder);
        SafeFiles.write(folder.caKey(), authority.keyPem(options.authorityPassword()), true);
        SafeFiles.write(keyFolder.resolve("README"), KEY_NOTE, false);
        SafeFiles.write(folder.caCert(), authority.certificatePem(), false);
        return new AuthorityFolder(folder, authority);
    }

    public CertificateAuthority authority() {
        return authority;
    }

    public CertificateFolder folder() {
        return folder;
    }

    /**
     * Writes a revocation list with these certificates added; without any, the same list with new dates.
     *
     * @param validity until when nodes take it; they refuse everybody afterwards
     * @return the list as it is now
     * @throws ConfigException if one of the files is no certificate of this CA
     */
    public RevocationList revoke(List<Path> certificates, RevocationList.Reason reason, Duration validity) {
        Path file = folder.revocations();
        RevocationList list = Files.exists(file) ? RevocationList.read(file).next() : RevocationList.EMPTY;
        for (Path certificate : certificates) {
            X509Certificate revoked = PemFiles.certificates(certificate).getFirst();
            if (!authority.issued(revoked)) {
                throw new ConfigException(certificate + ": the certificate of "
                        + revoked.getSubjectX500Principal().getName() + " was not issued by the CA in " + folder.dir()
                        + ", which therefore cannot take it back");
            }
            if (!list.contains(revoked.getSerialNumber())) {
                list = list.and(new RevocationList.Entry(revoked.getSerialNumber(), Instant.now(), reason));
            }
        }
        try {
            write(authority.sign(list, validity));
        } catch (IOException e) {
            throw new ConfigException(file + ": the revocation list cannot be written: " + e.getMessage(), e);
        }
        return list;
    }

    /**
     * Signs a request that was made elsewhere.
     *
     * @param hosts in place of those in the request, unless empty
     * @param answer where the certificate is written
     * @return what was signed: whoever made the request has chosen its names
     * @throws ConfigException if the request cannot be used, or the answer not be written
     */
    public X509Certificate sign(Path request, List<String> hosts, Duration validity, Path answer) {
        X509Certificate certificate = authority.sign(SigningRequest.read(request), hosts, validity);
        try {
            SafeFiles.write(answer.toAbsolutePath(), Pem.certificate(certificate), false);
        } catch (IOException e) {
            throw new ConfigException(answer + ": the certificate cannot be written: " + e.getMessage(), e);
        }
        return certificate;
    }

    /** Beside the CA, and into the folder of each node that was made with it. */
    private void write(String pem) throws IOException {
        SafeFiles.write(folder.revocations(), pem, false);
        var targets = new ArrayList<>(List.of(folder.revocationFolder()));
        try (Stream<Path> inside = Files.list(folder.dir())) {
            inside.map(dir -> new CertificateFolder(dir).revocationFolder())
                    .filter(Files::isDirectory)
                    .forEach(targets::add);
        }
        for (Path target : targets) SafeFiles.write(target.resolve(authority.subjectHash() + ".r0"), pem, false);
    }
}
