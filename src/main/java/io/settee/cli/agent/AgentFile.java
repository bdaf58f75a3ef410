package io.settee.cli.agent;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What one must know to use an agent, one line each, in a file that its user alone can read.
 *
 * @param jar the program that it runs; another program has no use for it
 * @param question what a client sends first
 * @param answer what the agent sends to whoever knows the question
 */
public record AgentFile(String jar, int port, long pid, String question, String answer) {
    private static final int SECRET_BYTES = 32;
    private static final String PRIVATE = "rw-------";

    static AgentFile of(String jar, int port) {
        var random = new SecureRandom();
        return new AgentFile(jar, port, ProcessHandle.current().pid(), secret(random), secret(random));
    }

    /** Nobody guesses it. */
    static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Empty if there is none, or it is no such file. */
    public static Optional<AgentFile> read(Path path) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException | CharacterCodingException e) {
            return Optional.empty();
        }
        if (lines.size() != 5) return Optional.empty();
        try {
            return Optional.of(new AgentFile(
                    lines.get(0),
                    Integer.parseInt(lines.get(1)),
                    Long.parseLong(lines.get(2)),
                    lines.get(3),
                    lines.get(4)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Puts it in the place of what is there. */
    void write(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) throw new IOException(path + " is no file");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = Files.createTempFile(
                folder,
                "agent",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        Files.writeString(made, String.join("\n", jar, "" + port, "" + pid, question, answer) + "\n");
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
