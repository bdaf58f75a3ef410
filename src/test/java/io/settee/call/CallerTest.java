package io.settee.call;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.Carriers;
import io.settee.connection.ConnectionSettings;
import io.settee.error.ConnectionLostException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.ConnectRules;
import io.settee.node.Node;
import io.settee.node.NodeOptions;
import io.settee.node.Route;
import io.settee.support.SilentRoute;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that was given its name, and has lost it again between connecting and asking. */
@Timeout(30)
class CallerTest {
    private static final NodeName GIVER = NodeName.of("giver@h");
    private static final Route GONE = new SilentRoute() {
        @Override
        public Optional<NodeName> peer() {
            return Optional.of(GIVER);
        }
    };

    private Node node;

    @BeforeEach
    void start() throws InterruptedException {
        node = Node.start(new NodeOptions(
                new NodeOptions.Name.Given("h", Optional.empty()),
                Cookie.of("secret"),
                Map.of(),
                true,
                Carriers.tcp(),
                ConnectionSettings.DEFAULT,
                ConnectRules.DEFAULT,
                Optional.empty(),
                new NodeOptions.Epmd.None(peer -> {
                    throw new AssertionError("nobody is to be found");
                })));
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Answers {@code told}, and keeps what. */
    private record Told(@Nullable Route up, AtomicReference<Outcome> outcome) implements Question {
        @Override
        public Atom node() {
            return atom(GIVER.toString());
        }

        @Override
        public Route route(Node from) {
            return GONE;
        }

        @Override
        public @Nullable Route routeIfUp(Node from) {
            return up;
        }

        @Override
        public Call over(Route via, Pid asker, Ref ref) {
            throw new AssertionError("there is nobody to ask in the name of");
        }

        @Override
        public Term answer(Outcome told, @Nullable Duration limit) {
            outcome.set(told);
            return atom("told");
        }
    }

    private static void assertLost(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.cause())
                                .isInstanceOf(ConnectionLostException.class)
                                .hasMessageContaining("giver@h"));
    }

    @Test
    void tellsWhoeverWaitsThatTheConnectionIsLost() throws Exception {
        var outcome = new AtomicReference<Outcome>();
        assertThat(Caller.of(node).ask(new Told(null, outcome), null)).isEqualTo(atom("told"));
        assertLost(outcome.get());
    }

    @Test
    void tellsWhoeverDoesNotWaitWhetherTheWayWasUpOrHadToBeFound() throws Exception {
        for (Route up : new Route[] {GONE, null}) {
            var outcome = new AtomicReference<Outcome>();
            assertThat(Caller.of(node).askAsync(new Told(up, outcome), null).get())
                    .isEqualTo(atom("told"));
            assertLost(outcome.get());
        }
    }

    @Test
    void saysOfANodeThatIsClosedThatItIs() {
        node.close();
        assertThatThrownBy(() -> Caller.of(node).ask(new Told(null, new AtomicReference<>()), null))
                .isInstanceOf(IllegalStateException.class);
    }
}
