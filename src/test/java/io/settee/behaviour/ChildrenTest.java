package io.settee.behaviour;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.behaviour.ChildSpec.Restart;
import io.settee.behaviour.Children.Child;
import io.settee.behaviour.Children.Step;
import io.settee.behaviour.Supervisor.Strategy;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a supervisor does when a child has ended, without processes and without a clock. */
class ChildrenTest {
    private static final Term CRASH = atom("crash");
    private static final Term NORMAL = atom("normal");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long pids = 1;

    private Children children(Strategy strategy, int intensity, Restart... restarts) {
        var children = new Children(strategy, new RestartIntensity(intensity, Duration.ofSeconds(5)));
        for (int i = 0; i < restarts.length; i++) {
            String id = String.valueOf((char) ('a' + i));
            var child = new Child(ChildSpec.process(id, self -> {}).restart(restarts[i]));
            start(child);
            children.add(child);
        }
        return children;
    }

    private void start(Child child) {
        child.up(new Pid(atom("n@h"), pids++, 0, 4));
    }

    private static Child child(Children children, String id) {
        return children.byId(atom(id)).orElseThrow();
    }

    private static List<String> ids(List<Child> children) {
        return children.stream().map(c -> c.spec().id().toString()).toList();
    }

    private static void expect(Step step, String stop, String start) {
        assertThat(step).isInstanceOfSatisfying(Step.Restart.class, restart -> {
            assertThat(String.join("", ids(restart.stop()))).isEqualTo(stop);
            assertThat(String.join("", ids(restart.start()))).isEqualTo(start);
        });
    }

    private static final Restart P = Restart.PERMANENT;
    private static final Restart T = Restart.TEMPORARY;

    @Test
    void restartsOneAllOrTheRest() {
        var one = children(Strategy.ONE_FOR_ONE, 1, P, P, P);
        expect(one.exited(child(one, "b"), CRASH, 0), "", "b");
        var all = children(Strategy.ONE_FOR_ALL, 1, P, P, P);
        expect(all.exited(child(all, "b"), CRASH, 0), "ca", "abc");
        var rest = children(Strategy.REST_FOR_ONE, 1, P, P, P, P);
        expect(rest.exited(child(rest, "b"), CRASH, 0), "dc", "bcd");
    }

    @Test
    void forgetsTemporaryOnesThatAreStoppedForOthers() {
        var all = children(Strategy.ONE_FOR_ALL, 1, T, P, T);
        expect(all.exited(child(all, "b"), CRASH, 0), "ca", "b");
        assertThat(ids(all.all())).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(Restart.class)
    void restartsAsTheChildWants(Restart restart) {
        for (Term reason :
                List.of(CRASH, NORMAL, atom("shutdown"), tuple(atom("shutdown"), atom("x")), atom("killed"))) {
            var children = children(Strategy.ONE_FOR_ONE, 1, restart);
            boolean abnormal = reason.equals(CRASH) || reason.equals(atom("killed"));
            boolean again = restart == Restart.PERMANENT || (restart == Restart.TRANSIENT && abnormal);
            Step step = children.exited(child(children, "a"), reason, 0);
            if (again) expect(step, "", "a");
            else assertThat(step).isEqualTo(new Step.Rest());
            assertThat(ids(children.all())).hasSize(restart == Restart.TEMPORARY ? 0 : 1);
        }
    }

    @Test
    void givesUpWhenThereAreTooManyWithinThePeriod() {
        var children = children(Strategy.ONE_FOR_ONE, 2, P);
        Child a = child(children, "a");
        for (long at : new long[] {0, 4 * SECOND, 6 * SECOND, 12 * SECOND, 13 * SECOND}) {
            expect(children.exited(a, CRASH, at), "", "a");
            start(a);
        }
        assertThat(children.exited(a, CRASH, 14 * SECOND)).isEqualTo(new Step.GiveUp());
    }

    @Test
    void countsFailedStartsAsRestarts() {
        var children = children(Strategy.REST_FOR_ONE, 2, P, P, P);
        Child b = child(children, "b");
        Child c = child(children, "c");
        expect(children.exited(b, CRASH, 0), "c", "bc");
        c.down();
        start(b);
        expect(children.startFailed(c, 1), "", "c");
        assertThat(children.which().toString()).matches("\\[\\{c,restarting,.*\\{b,#Pid<.*\\{a,#Pid<.*");
        assertThat(children.startFailed(c, 2)).isEqualTo(new Step.GiveUp());
    }

    @Test
    void knowsChildrenByPidAlone() {
        var simple = children(Strategy.SIMPLE_ONE_FOR_ONE, 1, P, T);
        Child first = simple.all().getFirst();
        assertThat(simple.byPid(first.pid().orElseThrow())).containsSame(first);
        expect(simple.exited(first, CRASH, 0), "", "a");
        assertThat(simple.exited(simple.all().getLast(), CRASH, 0)).isEqualTo(new Step.Rest());
        assertThat(simple.count().toString()).isEqualTo("[{specs,1},{active,0},{supervisors,0},{workers,1}]");
    }

    @Test
    void refusesIntensitiesThatMeanNothing() {
        Stream.of(Duration.ZERO, Duration.ofSeconds(-1))
                .forEach(period -> assertThatThrownBy(() -> new RestartIntensity(1, period))
                        .isInstanceOf(IllegalArgumentException.class));
        assertThatThrownBy(() -> new RestartIntensity(-1, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
