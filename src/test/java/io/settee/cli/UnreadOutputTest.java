package io.settee.cli;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.export.Exports;
import io.settee.io.Output;
import io.settee.support.LocalCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What remote code prints when nobody reads it any more, as behind {@code | head}. */
class UnreadOutputTest {
    private static final class Closed extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"call peer@127.0.0.1", "rpc --nodes peer@127.0.0.1"})
    void isAnErrorOfTheCodeThatPrints(String command) throws Exception {
        var told = new CompletableFuture<String>();
        var err = new StringWriter();
        try (var cluster = new LocalCluster();
                ErlangNode peer = cluster.node("peer").start()) {
            peer.export(Exports.NONE.standard().function("test", "shout", 0, call -> {
                Output out = peer.outputTo(call.groupLeader().orElseThrow());
                try {
                    out.write("a line\n");
                    out.flush();
                    told.complete("printed");
                } catch (IOException e) {
                    told.complete(String.valueOf(e.getMessage()));
                }
                return atom("done");
            }));
            var words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of("--cookie", "local", "--epmd-port", "" + cluster.epmdPort(), "test", "shout"));

            int status =
                    Main.run(new ByteWriter(new Closed()), new PrintWriter(err, true), words.toArray(String[]::new));

            assertThat(told).isCompletedWithValueMatching(text -> text.endsWith("cannot print: {error,terminated}"));
            assertThat(err.toString()).startsWith("settee: not all of the output could be written");
            assertThat(status).isEqualTo(1);
        }
    }
}
