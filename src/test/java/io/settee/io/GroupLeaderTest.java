package io.settee.io;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One bad console, and one bad asker, are nobody else's trouble. */
class GroupLeaderTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern REPLY = Pattern.of("{io_reply, mine, Reply}");

    /** Nobody can call anything where this one is. */
    private static final Pid ODD = new Pid(atom("odd"), 1, 0, 1);

    private volatile CountDownLatch types = new CountDownLatch(0);
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private Mailbox box;
    private GroupLeader leader;

    private final Console console = new Console() {
        @Override
        public void print(String text) {
            if (text.equals("bad")) throw new AssertionError("on purpose");
            printed.add(text);
        }

        @Override
        public Optional<String> readLine(String prompt, boolean echo) throws InterruptedException {
            types.await();
            return Optional.of("typed\n");
        }
    };

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("j").start();
        box = node.mailbox();
        leader = node.groupLeader(console);
    }

    @AfterEach
    void close() {
        node.close();
        cluster.close();
    }

    private void request(Pid from, Term request) throws InterruptedException {
        box.send(leader.self(), tuple(atom("io_request"), from, atom("mine"), request));
    }

    private Term answer(Term request) throws InterruptedException {
        request(box.self(), request);
        return box.receive(REPLY, SOON).orElseThrow().get("Reply");
    }

    private static Term put(String text) {
        return tuple(atom("put_chars"), atom("unicode"), binary(text));
    }

    private static final Term FORMATTED =
            tuple(atom("put_chars"), atom("unicode"), atom("io_lib"), atom("format"), list(binary("~p"), list()));
    private static final Term LINE = tuple(atom("get_line"), atom("unicode"), binary("> "));

    @Test
    void printsOnAfterAnErrorOfItsConsoleAndTellsWhoeverHasPrinted() throws Exception {
        assertThat(answer(put("bad"))).isEqualTo(tuple(atom("error"), atom("terminated")));
        assertThat(answer(put("good"))).isEqualTo(atom("ok"));
        assertThat(printed).containsExactly("good");
    }

    /** More of them than it serves at once. */
    @Test
    void printsAndReadsForOthersWhenPidsComeOfNodesThatCannotBe() throws Exception {
        for (int i = 0; i <= 1000; i++) request(ODD, FORMATTED);
        assertThat(answer(put("good"))).isEqualTo(atom("ok"));
        assertThat(printed).containsExactly("good");

        for (int i = 0; i < 100; i++) request(ODD, tuple(atom("requests"), list(FORMATTED, LINE)));
        assertThat(answer(LINE)).isEqualTo(string("typed\n"));
    }

    @Test
    void printsWhileMoreReadThanItServesAtOnceAndTurnsTheOthersAway() throws Exception {
        types = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) request(box.self(), LINE);

        assertThat(answer(LINE)).isEqualTo(tuple(atom("error"), atom("system_limit")));
        assertThat(answer(put("good"))).isEqualTo(atom("ok"));
        types.countDown();
        for (int i = 0; i < 1000; i++)
            assertThat(box.receive(REPLY, SOON).orElseThrow().get("Reply")).isEqualTo(string("typed\n"));
    }
}
