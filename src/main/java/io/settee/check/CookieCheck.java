package io.settee.check;

import io.settee.config.VmArgs;
import io.settee.identity.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** Where the cookie comes from. */
final class CookieCheck {
    /** OTP auth.erl, check_attributes/4: mode 077. */
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final VmArgs args;
    private final Path home;
    private final Findings findings;

    CookieCheck(VmArgs args, Path home, Findings findings) {
        this.args = args;
        this.home = home;
        this.findings = findings;
    }

    /** The cookie, if there is one that can be used. */
    Optional<Cookie> run() {
        Optional<Cookie> cookie = args.cookie().or(this::ofHome);
        cookie.ifPresent(c -> findings.fact("node", "cookie", "(not shown)", c.source()));
        args.peerCookies().forEach((peer, c) -> findings.fact("node", "cookie for " + peer, "(not shown)", c.source()));
        return cookie;
    }

    private Optional<Cookie> ofHome() {
        Path file = home.resolve(".erlang.cookie");
        try {
            Cookie cookie = Cookie.ofFile(file);
            warnOfReaders(file);
            return Optional.of(cookie);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            findings.wrong(
                    Step.SETTINGS,
                    "there is no -setcookie, and " + file + " gives no cookie (" + reason(e) + ")",
                    "Say -setcookie with the secret of the cluster, or put it into that file with mode 400. A BEAM makes a file with a"
                            + " cookie of its own there, which no other machine has.");
            return Optional.empty();
        }
    }

    private static String reason(RuntimeException e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : String.valueOf(e.getCause());
    }

    private void warnOfReaders(Path file) {
        try {
            if (Collections.disjoint(OF_OTHERS, Files.getPosixFilePermissions(file))) return;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions has nothing to warn of.
            return;
        }
        findings.warning(
                Step.SETTINGS,
                file + ": others than its owner may use the cookie file, and a BEAM refuses to start then",
                "chmod 400 " + file);
    }
}
