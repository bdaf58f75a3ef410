package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The roles' keys, certificates and engines, made from one reading of the files, and what the files looked like then.
 *
 * @param server none for a program that only dials
 * @param seen each file with its time and size, or nothing if it could not be looked at
 */
record TlsContexts(Optional<TlsRole> server, TlsRole client, Map<Path, String> seen) {
    static TlsContexts load(TlsSettings settings, Instant now) {
        // Looked at before they are read: a file that changes in between counts as changed afterwards.
        Map<Path, String> seen = look(settings);
        var faults = new ConfigFaults();
        Scrutiny scrutiny = settings.scrutiny();
        Optional<TlsMaterial> forServers = settings.dialsOnly()
                ? Optional.empty()
                : faults.attempt(() -> TlsMaterial.load(settings.server(), now, scrutiny));
        Optional<TlsMaterial> forClients = faults.attempt(() -> TlsMaterial.load(settings.client(), now, scrutiny));
        faults.throwIfAny();
        return new TlsContexts(
                forServers.map(material -> TlsRole.of(material, settings.engine())),
                TlsRole.of(forClients.orElseThrow(), settings.engine()),
                seen);
    }

    private Stream<TlsRole> roles() {
        return Stream.concat(server.stream(), Stream.of(client));
    }

    /** A sentence for each role: whose engines serve it, and why not those of the other. */
    List<String> engines() {
        return roles().map(role -> role.engines().told()).toList();
    }

    Optional<Instant> certificateExpiry() {
        return roles().flatMap(role -> role.material().own().stream())
                .map(own -> own.certificate().getNotAfter().toInstant())
                .min(Comparator.naturalOrder());
    }

    boolean filesChanged(TlsSettings settings) {
        return !look(settings).equals(seen);
    }

    List<String> warnings() {
        Set<String> warnings = new LinkedHashSet<>();
        roles().forEach(role -> warnings.addAll(role.material().warnings()));
        if (Boolean.getBoolean("jdk.tls.rejectClientInitiatedRenegotiation")) {
            warnings.add(
                    "the system property jdk.tls.rejectClientInitiatedRenegotiation is set: BEAM nodes renegotiate on TLS 1.2"
                            + " after 2^28 records, and will lose their connection then");
        }
        return List.copyOf(warnings);
    }

    private static Map<Path, String> look(TlsSettings settings) {
        var seen = new TreeMap<Path, String>();
        settings.roles().flatMap(TlsContexts::files).forEach(file -> seen.put(file, look(file)));
        return seen;
    }

    private static Stream<Path> files(TlsOptions options) {
        // A folder's own time changes with what is in it, and a file's with what it says.
        Stream<Path> revoked = options.crlCheck().folders().stream()
                .flatMap(folder -> Stream.concat(Stream.of(folder), listsIn(folder)));
        return Stream.concat(options.files().stream(), revoked);
    }

    /** None if the folder cannot be read, of which whoever makes use of it tells. */
    private static Stream<Path> listsIn(Path folder) {
        try {
            return RevocationLists.hashed(folder).stream();
        } catch (ConfigException e) {
            return Stream.empty();
        }
    }

    private static String look(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // The key tells apart two files renamed into place within one tick of the clock.
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
