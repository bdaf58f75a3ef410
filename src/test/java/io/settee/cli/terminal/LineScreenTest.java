package io.settee.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.cli.agent.Caller;
import io.settee.cli.agent.CallerTerminal;
import io.settee.shell.Completion;
import io.settee.shell.Screen;
import io.settee.shell.Screen.Prompt;
import io.settee.shell.Screen.Typed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A terminal of another process that is gone. */
class LineScreenTest {
    private static final Prompt PROMPT = new Prompt("1> ", true, true);

    private static final Screen.Keys NOBODY = new Screen.Keys() {
        @Override
        public void entered() {}

        @Override
        public void interrupted() {}

        @Override
        public void menu() {}

        @Override
        public Completion complete(String before) {
            return Completion.NONE;
        }
    };

    private static LineScreen at(InputStream keys) throws Exception {
        var terminal = new CallerTerminal(keys, OutputStream.nullOutputStream(), () -> {});
        terminal.resize(new CallerTerminal.Size(80, 24));
        var screen = new CompletableFuture<LineScreen>();
        Caller.of(Map.of("TERM", "xterm"), Path.of("/")).at(terminal).run(() -> {
            try {
                screen.complete(LineScreen.open(Optional.empty(), Optional.empty()));
            } catch (IOException | InterruptedException e) {
                screen.completeExceptionally(e);
            }
            return 0;
        });
        return screen.get();
    }

    private static void assertEnds(InputStream keys) throws Exception {
        try (LineScreen screen = at(keys)) {
            screen.keys(NOBODY);
            for (int i = 0; i < 3; i++) assertThat(screen.readLine(PROMPT)).isEqualTo(new Typed.End());
        }
    }

    @Test
    void tellsWhoeverReadsThatItsUserIsGone() throws Exception {
        assertEnds(InputStream.nullInputStream());
    }

    @Test
    void tellsItAlsoWhenTheConnectionToItBreaks() throws Exception {
        assertEnds(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("Connection reset");
            }
        });
    }
}
