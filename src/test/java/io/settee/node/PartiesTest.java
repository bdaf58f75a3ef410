package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which signals a peer may not send, and which would not find anybody there. */
class PartiesTest {
    private static final Atom PEER = new Atom("b@h");
    private static final Pid OURS = new Pid(new Atom("a@h"), 1, 0, 5);
    private static final Pid THEIRS = new Pid(PEER, 1, 0, 7);
    private static final Pid FORMER = new Pid(PEER, 1, 0, 6);
    private static final Pid THIRD = new Pid(new Atom("c@h"), 1, 0, 7);
    private static final Ref REF = new Ref(PEER, 7, List.of(1L, 2L, 3L));
    private static final Atom NAME = new Atom("name");
    private static final Term REASON = new Atom("reason");

    private final Parties parties = new Parties(PEER, 7);

    /** Every signal whose sender its receiver has to believe. */
    private static Stream<Signal> signals(Pid from, Pid to) {
        return Stream.of(
                new Signal.Link(from, to),
                new Signal.Unlink(1, from, to),
                new Signal.UnlinkOld(from, to),
                new Signal.UnlinkAck(1, from, to),
                new Signal.Exit(from, to, REASON, null),
                new Signal.Exit2(from, to, REASON, null),
                new Signal.Monitor(from, to, REF),
                new Signal.Demonitor(from, to, REF),
                new Signal.MonitorExit(from, to, REF, REASON));
    }

    static Stream<Signal> fromFormer() {
        return signals(FORMER, OURS);
    }

    static Stream<Signal> fromThird() {
        return signals(THIRD, OURS);
    }

    static Stream<Signal> toFormer() {
        return Stream.concat(
                signals(OURS, FORMER),
                Stream.of(
                        new Signal.Send(OURS, FORMER, REASON, null),
                        new Signal.SendAlias(OURS, new Ref(PEER, 6, List.of(1L)), REASON, null),
                        new Signal.GroupLeader(OURS, FORMER),
                        new Signal.SpawnReply(REF, FORMER, 0, NAME, null)));
    }

    @ParameterizedTest
    @MethodSource({"fromFormer", "fromThird"})
    void knowsSendersThatAreNotThePeers(Signal signal) {
        assertThat(parties.foreign(signal)).isIn(FORMER, THIRD);
    }

    @ParameterizedTest
    @MethodSource("toFormer")
    void keepsBackWhatIsForAFormerIncarnation(Signal signal) {
        assertThat(parties.reaches(signal)).isFalse();
    }

    @Test
    void letsThroughWhatIsInOrder() {
        assertThat(signals(THEIRS, OURS)).allMatch(signal -> parties.foreign(signal) == null);
        assertThat(signals(OURS, THEIRS)).allMatch(parties::reaches);
        assertThat(parties.foreign(new Signal.MonitorExit(NAME, OURS, REF, REASON)))
                .isNull();
        assertThat(parties.reaches(new Signal.SendNamed(OURS, NAME, REASON, null)))
                .isTrue();
        assertThat(parties.reaches(new Signal.SendAlias(OURS, REF, REASON, null)))
                .isTrue();
        assertThat(parties.reaches(new Signal.Monitor(OURS, NAME, REF))).isTrue();
    }

    /** Messages are often sent on behalf of others, or by nobody. */
    @Test
    void asksForNoSenderOfMessages() {
        assertThat(Stream.<Signal>of(
                        new Signal.Send(THIRD, OURS, TermList.NIL, null),
                        new Signal.Send(Atom.EMPTY, OURS, TermList.NIL, null),
                        new Signal.SendNamed(THIRD, NAME, TermList.NIL, null),
                        new Signal.SendAlias(THIRD, REF, TermList.NIL, null)))
                .allMatch(signal -> parties.foreign(signal) == null);
    }

    @Test
    void refusesAMonitorWithAReferenceOfAnotherNode() {
        Ref stolen = new Ref(new Atom("c@h"), 7, List.of(1L, 2L, 3L));
        assertThat(parties.foreign(new Signal.Monitor(THEIRS, OURS, stolen))).isEqualTo(stolen);
    }
}
