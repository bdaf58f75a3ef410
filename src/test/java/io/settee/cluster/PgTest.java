package io.settee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Process groups of two nodes of ours. */
@Timeout(60)
class PgTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode here;
    private ErlangNode there;
    private Mailbox box;

    @BeforeEach
    void open() throws InterruptedException {
        here = cluster.node("here").hidden(false).start();
        there = cluster.node("there").hidden(false).start();
        box = here.mailbox();
        here.connect(there.name().toString());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        cluster.close();
    }

    private void awaitMembers(Pg seen, int count, int round) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(seen.members("workers"))
                        .as("round %s", round)
                        .hasSize(count));
    }

    /** Whoever joins while another scope is being met must be either in the list that it is sent, or told. */
    @Test
    void tellsOfEveryJoinWhateverElseGoesOn() throws Exception {
        for (int round = 0; round < 500; round++) {
            try (Pg theirs = there.pg("scope" + round);
                    Pg ours = here.pg("scope" + round)) {
                for (int i = 0; i < 40; i++) ours.join("workers", box);
                awaitMembers(theirs, 40, round);
            }
        }
    }

    /** A long list goes by a way of its own, and nothing that happened after it may come before it. */
    @Test
    void tellsOfChangesAfterALongList() throws Exception {
        int many = 20_000;
        for (int round = 0; round < 20; round++) {
            try (Pg ours = here.pg("scope" + round)) {
                for (int i = 0; i < many; i++) ours.join("workers", box);
                try (Pg theirs = there.pg("scope" + round)) {
                    ours.join("workers", box);
                    ours.leave("workers", box);
                    ours.join("workers", box);
                    awaitMembers(theirs, many + 1, round);
                }
            }
        }
    }
}
