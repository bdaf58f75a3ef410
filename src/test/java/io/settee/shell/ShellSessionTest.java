package io.settee.shell;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.export.Exports;
import io.settee.process.JavaProcess;
import io.settee.support.LocalCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A session with a peer of ours that is not as it should be. */
class ShellSessionTest {
    /** Nobody types at it. */
    private static final class Silent implements Screen {
        @Override
        public void keys(Keys keys) {}

        @Override
        public void print(String text) {}

        @Override
        public void notice(String line) {}

        @Override
        public Typed readLine(Prompt prompt) throws InterruptedException {
            new CountDownLatch(1).await();
            return new Typed.End();
        }

        @Override
        public boolean isInteractive() {
            return true;
        }

        @Override
        public OptionalInt columns() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt rows() {
            return OptionalInt.empty();
        }
    }

    /** As a node is that was stopped for a while: what evaluates there is not told, and the shell would outlive its user. */
    @Test
    void endsTheShellOfANodeThatDoesNotAnswer() throws Exception {
        var shell = new CompletableFuture<JavaProcess>();
        var over = new CountDownLatch(1);
        try (var cluster = new LocalCluster();
                ErlangNode peer = cluster.node("peer").start();
                ErlangNode ours = cluster.node("ours").start()) {
            peer.export(Exports.NONE
                    .standard()
                    .function("erlang", "whereis", 1, call -> atom("undefined"))
                    .function("erlang", "process_info", 2, call -> {
                        over.await();
                        return atom("undefined");
                    })
                    .function("iex", "start", 0, call -> {
                        JavaProcess started = peer.spawn(self -> self.receive());
                        shell.complete(started);
                        return started.self();
                    }));
            var options = new ShellSession.Options(Optional.of(Language.ELIXIR), false);

            ShellSession.start(ours, peer.name(), options, new Silent()).close();

            assertThat(shell.get().await(Duration.ofSeconds(10))).contains(atom("killed"));
        } finally {
            over.countDown();
        }
    }
}
