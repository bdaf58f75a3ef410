package io.settee.export;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.call.RemoteErrorException;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Bytes;
import io.settee.term.Fun;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code global:resolve_it/4} as {@code global.erl} asks for it, of the node of one of the two processes. */
@Timeout(30)
class NameConflictTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Term EXIT = method("random_exit_name");

    private LocalCluster cluster;
    private ErlangNode asked;
    private ErlangNode other;
    private Mailbox lesser;
    private Mailbox greater;

    private static Fun method(String function) {
        return new Fun.External(atom("global"), atom(function), 3);
    }

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new LocalCluster();
        asked = cluster.node("asked").exports(Exports.NONE).start();
        other = cluster.node("other").start();
        lesser = asked.mailbox();
        greater = other.mailbox();
    }

    @AfterEach
    void stop() {
        other.close();
        asked.close();
        cluster.close();
    }

    private Term resolve(Term method, Pid one, Pid two) throws InterruptedException {
        return other.rpc("asked@127.0.0.1").call("global", "resolve_it", method, atom("name"), one, two);
    }

    @Test
    void endsTheProcessOnTheNodeWithTheGreaterName() throws Exception {
        assertThat(resolve(EXIT, greater.self(), lesser.self())).isEqualTo(lesser.self());
        await().atMost(SOON).until(() -> !greater.isAlive());
        assertThat(greater.exitReason()).contains(atom("killed"));
        assertThat(lesser.isAlive()).isTrue();
    }

    @Test
    void takesAClosureOfGlobalForTheMethodThatRegisterNameGives() throws Exception {
        var closure = new Fun.Closure(
                atom("global"), 3, Bytes.copyOf(new byte[16]), 0, 0, 112854349, lesser.self(), List.of());
        assertThat(resolve(closure, lesser.self(), greater.self())).isEqualTo(lesser.self());
        await().atMost(SOON).until(() -> !greater.isAlive());
    }

    @Test
    void tellsTheOneThatLosesTheNameOrBoth() throws Exception {
        assertThat(resolve(method("random_notify_name"), greater.self(), lesser.self()))
                .isEqualTo(lesser.self());
        assertThat(greater.receive(SOON)).contains(tuple(atom("global_name_conflict"), atom("name")));
        assertThat(resolve(method("notify_all_name"), greater.self(), lesser.self()))
                .isEqualTo(atom("none"));
        assertThat(greater.receive(SOON)).contains(tuple(atom("global_name_conflict"), atom("name"), lesser.self()));
        assertThat(lesser.receive(SOON)).contains(tuple(atom("global_name_conflict"), atom("name"), greater.self()));
    }

    @Test
    void endsNobodyByAnotherMethodNorWhenNeitherProcessIsOurs() throws Exception {
        Fun foreign = new Fun.External(atom("mine"), atom("random_exit_name"), 3);
        for (Term method : List.of(foreign, method("whereis_name"), atom("random_exit_name"))) {
            assertThatThrownBy(() -> resolve(method, greater.self(), lesser.self()))
                    .isInstanceOf(RemoteErrorException.class)
                    .hasMessageContaining("undef");
        }
        try (Mailbox third = other.mailbox()) {
            assertThatThrownBy(() -> resolve(EXIT, greater.self(), third.self()))
                    .isInstanceOf(RemoteErrorException.class)
                    .hasMessageContaining("bad argument");
            assertThatThrownBy(() -> other.rpc("asked@127.0.0.1")
                            .call("global", "resolve_it", EXIT, atom("name"), atom("one"), lesser.self()))
                    .hasMessageContaining("bad argument");
            assertThat(third.isAlive()).isTrue();
        }
        assertThat(greater.isAlive()).isTrue();
        assertThat(lesser.isAlive()).isTrue();
    }
}
