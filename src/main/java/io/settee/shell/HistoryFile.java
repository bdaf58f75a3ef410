package io.settee.shell;

import io.settee.config.UserFolder;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where the commands typed for a node are kept: a file on this machine for each, which only its user may read. */
public final class HistoryFile {
    private HistoryFile() {}

    /**
     * {@code history/NODE} in {@link UserFolder#STATE}; it is there when this returns.
     *
     * @throws IOException if it cannot be made
     */
    public static Path of(NodeName node, Map<String, String> environment) throws IOException {
        Path folder = UserFolder.STATE.in(environment).resolve("history");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve(node.toString().replace('/', '_'));
        if (Files.exists(file)) return file;
        try {
            return Files.createFile(
                    file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return file; // by another shell that has started just now
        }
    }
}
