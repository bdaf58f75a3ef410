package io.settee.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFilesTest {
    @TempDir
    Path dir;

    /** A node that reads its files anew just then would keep its old ones and complain. */
    @Test
    void aFileThatIsReplacedIsThereAllTheTime() throws Exception {
        Path file = dir.resolve("key.pem");
        SafeFiles.write(file, "first", true);
        var over = new AtomicBoolean();
        var missed = new AtomicInteger();
        var looking = CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) if (!Files.exists(file)) missed.incrementAndGet();
                },
                Thread.ofPlatform()::start);
        for (int i = 0; i < 500; i++) SafeFiles.write(file, "next", true);
        over.set(true);
        looking.get(10, TimeUnit.SECONDS);
        assertThat(missed).hasValue(0);
    }
}
