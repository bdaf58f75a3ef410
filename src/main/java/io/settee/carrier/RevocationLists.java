package io.settee.carrier;

import io.settee.error.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lists of revoked certificates that a role looks into: those of its folders, and those that certificates name by an http address
 * if the options allow to fetch them. Safe for use by any thread.
 *
 * <p>Source: OTP "ssl", module {@code ssl_crl_hash_dir} and option {@code crl_cache}.
 */
final class RevocationLists {
    static final RevocationLists NONE = new RevocationLists(List.of(), null);
    static final int MAX_BYTES = 4 << 20;

    private static final Pattern HASHED = Pattern.compile("[0-9a-fA-F]{8}\\.r\\d+");

    private final List<X509CRL> inFolders;
    private final @Nullable CrlFetcher fetcher;

    private RevocationLists(List<X509CRL> inFolders, @Nullable CrlFetcher fetcher) {
        this.inFolders = List.copyOf(inFolders);
        this.fetcher = fetcher;
    }

    /**
     * Reads the lists in the folders that some options name.
     *
     * @throws ConfigException if one cannot be read
     */
    static RevocationLists load(TlsOptions options, List<String> warnings) {
        var lists = new ArrayList<X509CRL>();
        for (Path folder : options.crlCheck().folders()) {
            int before = lists.size();
            for (Path file : hashed(folder)) lists.add(read(file));
            if (lists.size() == before) {
                warnings.add(
                        folder + ": no list of revoked certificates in it. Its files must be named as `openssl rehash "
                                + folder + "` names them, such as 5ed36f99.r0");
            }
        }
        Optional<CrlFetcher> fetcher = options.crlCheck().http().map(CrlFetcher::new);
        if (lists.isEmpty() && fetcher.isEmpty()) {
            warnings.add(options.source() + ": crl_check is on for the " + options.role()
                    + " options, and there is no list of revoked certificates; "
                    + (options.crlCheck().mode() == CrlCheck.Mode.BEST_EFFORT
                            ? "so nothing is checked"
                            : "so every peer is refused")
                    + ". Name a folder: {crl_cache, {ssl_crl_hash_dir, {internal, [{dir, \"…\"}]}}}");
        }
        return new RevocationLists(lists, fetcher.orElse(null));
    }

    /** The files of a folder that OTP would look into. */
    static List<Path> hashed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            HASHED.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigException(folder + ": the folder of crl_cache cannot be read: " + e.getMessage(), e);
        }
    }

    private static X509CRL read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; no list of ours is");
            }
            return parse(Files.readAllBytes(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    file + ": no list of revoked certificates that can be read: " + e.getMessage(), e);
        }
    }

    /** In PEM or DER. */
    static X509CRL parse(byte[] bytes) throws GeneralSecurityException {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
    }

    /** What is to be looked into for certificates that are known to lead to a CA of ours; fetches and blocks, if that is allowed. */
    CertStore storeFor(List<X509Certificate> certificates) {
        var lists = new ArrayList<>(inFolders);
        if (fetcher != null) {
            for (X509Certificate certificate : certificates) lists.addAll(fetcher.listsFor(certificate));
        }
        try {
            return CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists));
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has collection stores", e);
        }
    }
}
