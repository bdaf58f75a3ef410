package io.settee.carrier;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches lists of revoked certificates from where certificates say they are (RFC 5280, "CRL Distribution Points"), by http, and keeps
 * them until their next issue is due. Blocks; asked only for certificates that a CA of ours vouches for, so that nobody else makes
 * us fetch anything.
 */
final class CrlFetcher {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.carrier");
    private static final int MOST_ADDRESSES = 4;
    private static final int MOST_KEPT = 64;
    private static final int OK = 200;
    /** For a list that does not say when the next is due. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Duration patience;
    private final HttpClient http;
    private final Map<URI, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(X509CRL list, Instant until) {}

    CrlFetcher(Duration patience) {
        this.patience = patience;
        this.http = HttpClient.newHttpClient();
    }

    List<X509CRL> listsFor(X509Certificate certificate) {
        var lists = new ArrayList<X509CRL>();
        for (URI address : addresses(certificate)) {
            Kept known = kept.get(address);
            if (known == null || known.until().isBefore(Instant.now()))
                known = fetch(address).orElse(null);
            if (known == null) continue;
            if (kept.size() >= MOST_KEPT) kept.clear();
            kept.put(address, known);
            lists.add(known.list());
        }
        return lists;
    }

    /** On a thread that is interrupted when its time is over: an answer's body might never end, and the client's own limits end at its headers. */
    private Optional<Kept> fetch(URI address) {
        var fetching = new FutureTask<>(() -> fetched(address));
        Thread.startVirtualThread(fetching);
        try {
            return Optional.of(fetching.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            LOG.warn("{}: no list of revoked certificates could be fetched: {}", address, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            LOG.warn("{}: no list of revoked certificates came within {} ms", address, patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fetching.cancel(true);
        }
        return Optional.empty();
    }

    private Kept fetched(URI address) throws IOException, GeneralSecurityException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK) throw new IOException("it answered " + response.statusCode());
            X509CRL list = RevocationLists.parse(body.readNBytes(RevocationLists.MAX_BYTES));
            Instant until = list.getNextUpdate() == null
                    ? Instant.now().plus(KEPT)
                    : list.getNextUpdate().toInstant();
            return new Kept(list, until);
        }
    }

    static List<URI> addresses(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension == null) return List.of();
        var addresses = new ArrayList<URI>();
        try {
            var points = CRLDistPoint.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
            for (DistributionPoint point : points.getDistributionPoints()) {
                DistributionPointName where = point.getDistributionPoint();
                if (where == null || where.getType() != DistributionPointName.FULL_NAME) continue;
                for (GeneralName name :
                        GeneralNames.getInstance(where.getName()).getNames()) {
                    if (name.getTagNo() != GeneralName.uniformResourceIdentifier) continue;
                    String text = ASN1IA5String.getInstance(name.getName()).getString();
                    if (text.startsWith("http://") && addresses.size() < MOST_ADDRESSES)
                        addresses.add(URI.create(text));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn(
                    "the CRL distribution points of {} cannot be read: {}",
                    certificate.getSubjectX500Principal(),
                    e.toString());
        }
        return addresses;
    }
}
