package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.PtyProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code settee completion} in a real zsh at a terminal; bash is in {@code MainTest}. */
@Timeout(60)
class CompletionIT {
    @TempDir
    Path home;

    @Test
    void completesInARealZsh() throws Exception {
        CommandRun run = CommandRun.of("completion", "zsh");
        assertThat(run.status()).as("%s", run).isZero();
        Path script = Files.writeString(home.resolve("settee.zsh"), run.out());
        try (PtyProgram zsh =
                PtyProgram.start(List.of("zsh", "-f", "-i"), 100, Map.of("HOME", home.toString(), "PS1", "zsh> "))) {
            zsh.expect("zsh> ");
            zsh.type("source " + script + "\r");
            zsh.expect("zsh> ");
            zsh.type("settee ev\t");
            zsh.expect("settee eval ");
            zsh.type("\u0015settee certs si\t");
            zsh.expect("settee certs sign ");
            zsh.type("\u0015settee call --coo\t");
            zsh.expect("settee call --cookie");
            zsh.type("\t");
            zsh.expect("--cookie +--cookie-file");
            zsh.type("\u0015exit\r");
            assertThat(zsh.status()).isZero();
        }
    }
}
