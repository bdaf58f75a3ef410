package io.settee.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Writes files that are whole whenever somebody reads them, and secrets that nobody else can read. */
final class SafeFiles {
    private SafeFiles() {}

    /** Renamed into place, so that a node that reads its files again never sees half of one. */
    static void write(Path file, String text, boolean secret) throws IOException {
        Path folder = parent(file);
        Files.createDirectories(folder);
        Path half = posix(folder)
                ? Files.createTempFile(folder, ".new", "", mode(secret ? "rw-------" : "rw-r--r--"))
                : Files.createTempFile(folder, ".new", "");
        try {
            Files.writeString(half, text, StandardCharsets.UTF_8);
            // Any other move removes the old file first.
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** A folder that its owner alone may enter. */
    static void createSecretFolder(Path folder) throws IOException {
        Files.createDirectories(parent(folder));
        if (posix(parent(folder))) {
            Files.createDirectories(folder, mode("rwx------"));
        } else {
            Files.createDirectories(folder);
        }
    }

    static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "an absolute path has a parent");
    }

    private static boolean posix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
