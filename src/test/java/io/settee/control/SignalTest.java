package io.settee.control;

import static io.settee.control.Packets.OURS;
import static io.settee.control.Packets.REF;
import static io.settee.control.Packets.THEIRS;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.settee.codec.DecodeLimits;
import io.settee.codec.TermDecoder;
import io.settee.identity.DistFlags;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every signal under every agreement that changes its spelling. */
class SignalTest {
    private static final Term BODY = Term.parse("{reply, [1, 2, 300], <<\"text\">>, #{a => 1.5}}");
    private static final Term TOKEN = Term.parse("{seq_trace, 1, 2, 3, 4}");
    private static final Atom NAME = atom("name");

    private static List<Signal> signals(@Nullable Term token) {
        return List.of(
                new Signal.Send(OURS, THEIRS, BODY, token),
                new Signal.SendNamed(OURS, NAME, BODY, token),
                new Signal.SendAlias(OURS, REF, BODY, token),
                new Signal.Exit(OURS, THEIRS, BODY, token),
                new Signal.Exit2(OURS, THEIRS, BODY, token),
                new Signal.Exit2(OURS, REF, BODY, token),
                new Signal.Exit2(OURS, NAME, BODY, token),
                new Signal.SpawnRequest(
                        REF, OURS, THEIRS, atom("m"), atom("f"), 1, list(atom("link")), list(integer(1)), token),
                new Signal.SpawnReply(REF, THEIRS, 3, OURS, token),
                new Signal.SpawnReply(REF, THEIRS, 0, atom("badopt"), token));
    }

    private static final List<Signal> OTHERS = List.of(
            new Signal.Link(OURS, THEIRS),
            new Signal.Unlink(1, OURS, THEIRS),
            new Signal.Unlink(-1, OURS, THEIRS),
            new Signal.UnlinkOld(OURS, THEIRS),
            new Signal.UnlinkAck(Long.MIN_VALUE, OURS, THEIRS),
            new Signal.Monitor(OURS, THEIRS, REF),
            new Signal.Monitor(OURS, NAME, REF),
            new Signal.Demonitor(OURS, THEIRS, REF),
            new Signal.Demonitor(OURS, NAME, REF),
            new Signal.MonitorExit(NAME, THEIRS, REF, BODY),
            new Signal.MonitorExit(OURS, THEIRS, REF, BODY),
            new Signal.GroupLeader(OURS, THEIRS),
            new Signal.Unknown(99, tuple(integer(99), OURS), BODY),
            new Signal.Unknown(99, tuple(integer(99), OURS), null));

    static Stream<DistFlags> agreements() {
        return Stream.of(
                Packets.ALL,
                Packets.NO_FRAGMENTS,
                Packets.FRAGMENTS_ONLY,
                Packets.PASS_THROUGH,
                Packets.ALL.without(DistFlags.ALTACT_SIG),
                Packets.PASS_THROUGH.without(DistFlags.EXIT_PAYLOAD),
                Packets.ALL.without(DistFlags.EXIT_PAYLOAD | DistFlags.ALTACT_SIG));
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void comesBackEqual(DistFlags agreed) {
        var signals = new ArrayList<>(OTHERS);
        signals.addAll(signals(null));
        signals.addAll(signals(TOKEN));
        try (var packets = new Packets(agreed)) {
            for (Signal signal : signals) {
                boolean sayable = agreed.has(DistFlags.ALTACT_SIG)
                        || !(signal instanceof Signal.Exit2 exit && !exit.to().equals(THEIRS));
                List<ByteBuf> written = packets.write(signal);
                assertThat(written).hasSize(sayable ? 1 : 0);
                if (sayable) assertThat(packets.read(written)).isEqualTo(signal);
            }
        }
    }

    @Test
    void goesWithoutATokenWhoseLabelThePeerCannotTake() {
        DistFlags smallOnly = Packets.ALL.without(DistFlags.BIG_SEQTRACE_LABELS);
        Term odd = Term.parse("{1, my_label, 2, 3, 4}");
        Term small = Term.parse("{1, 576460752303423487, 2, 3, 4}");
        Term big = Term.parse("{1, 576460752303423488, 2, 3, 4}");
        try (var packets = new Packets(smallOnly)) {
            for (int i = 0; i < signals(null).size(); i++) {
                assertThat(packets.read(packets.write(signals(odd).get(i))))
                        .isEqualTo(signals(null).get(i));
                assertThat(packets.read(packets.write(signals(big).get(i))))
                        .isEqualTo(signals(null).get(i));
                assertThat(packets.read(packets.write(signals(small).get(i))))
                        .isEqualTo(signals(small).get(i));
            }
        }
    }

    private static Term control(DistFlags agreed, Signal signal) {
        try (var packets = new Packets(agreed)) {
            ByteBuf packet = packets.write(signal).getFirst();
            Term control = new TermDecoder(DecodeLimits.DEFAULT).read(packet.skipBytes(3));
            packet.release();
            return control;
        }
    }

    private static Term op(DistFlags agreed, Signal signal) {
        return ((Tuple) control(agreed, signal)).at(0);
    }

    @Test
    void isSpelledAsTheAgreedFlagsAllow() {
        DistFlags old = Packets.ALL.without(
                DistFlags.SEND_SENDER | DistFlags.EXIT_PAYLOAD | DistFlags.UNLINK_ID | DistFlags.ALTACT_SIG);
        List<Signal> plain = signals(null);
        List<Signal> traced = signals(TOKEN);
        assertThat(op(Packets.ALL, plain.get(0))).isEqualTo(integer(22));
        assertThat(op(Packets.ALL, traced.get(0))).isEqualTo(integer(23));
        assertThat(control(old, plain.get(0))).isEqualTo(tuple(integer(2), Atom.EMPTY, THEIRS));
        assertThat(control(old, traced.get(0))).isEqualTo(tuple(integer(12), Atom.EMPTY, THEIRS, TOKEN));
        assertThat(op(Packets.ALL, plain.get(1))).isEqualTo(integer(6));
        assertThat(op(Packets.ALL, traced.get(1))).isEqualTo(integer(16));
        assertThat(control(Packets.ALL, plain.get(2))).isEqualTo(tuple(integer(37), integer(4), OURS, REF));
        assertThat(control(Packets.ALL, traced.get(2))).isEqualTo(tuple(integer(37), integer(6), OURS, REF, TOKEN));
        assertThat(control(old, plain.get(2))).isEqualTo(tuple(integer(33), OURS, REF));
        assertThat(op(old, traced.get(2))).isEqualTo(integer(34));
        assertThat(op(Packets.ALL, plain.get(3))).isEqualTo(integer(24));
        assertThat(op(Packets.ALL, traced.get(3))).isEqualTo(integer(25));
        assertThat(control(old, plain.get(3))).isEqualTo(tuple(integer(3), OURS, THEIRS, BODY));
        assertThat(control(old, traced.get(3))).isEqualTo(tuple(integer(13), OURS, THEIRS, TOKEN, BODY));
        assertThat(op(Packets.ALL, plain.get(4))).isEqualTo(integer(26));
        assertThat(op(Packets.ALL, traced.get(4))).isEqualTo(integer(27));
        assertThat(op(old, plain.get(4))).isEqualTo(integer(8));
        assertThat(op(old, traced.get(4))).isEqualTo(integer(18));
        assertThat(control(Packets.ALL, plain.get(5))).isEqualTo(tuple(integer(37), integer(20), OURS, REF));
        assertThat(control(Packets.ALL, traced.get(6))).isEqualTo(tuple(integer(37), integer(26), OURS, NAME, TOKEN));
        assertThat(control(old, new Signal.Unlink(5, OURS, THEIRS))).isEqualTo(tuple(integer(4), OURS, THEIRS));
        assertThat(op(old, new Signal.MonitorExit(NAME, THEIRS, REF, BODY))).isEqualTo(integer(21));
        assertThat(op(Packets.ALL, new Signal.MonitorExit(NAME, THEIRS, REF, BODY)))
                .isEqualTo(integer(28));
    }

    @Test
    void isLeftOutWhereThePeerHasNoMessageForIt() {
        DistFlags old = Packets.ALL.without(DistFlags.ALIAS | DistFlags.ALTACT_SIG | DistFlags.UNLINK_ID);
        try (var packets = new Packets(old)) {
            assertThat(packets.write(new Signal.SendAlias(OURS, REF, BODY, null)))
                    .isEmpty();
            assertThat(packets.write(new Signal.UnlinkAck(1, OURS, THEIRS))).isEmpty();
            assertThat(packets.write(new Signal.Exit2(OURS, REF, BODY, null))).isEmpty();
        }
    }

    @Test
    void withoutASenderIsSent() {
        var signal = new Signal.Send(Atom.EMPTY, THEIRS, TermList.NIL, null);
        assertThat(op(Packets.ALL, signal)).isEqualTo(integer(2));
        try (var packets = new Packets(Packets.ALL)) {
            assertThat(packets.read(packets.write(signal))).isEqualTo(signal);
        }
    }

    @Test
    void printsOnOneLine() {
        assertThat(new Signal.SendNamed(OURS, NAME, BODY, null).toString())
                .doesNotContain("\n")
                .contains("name");
    }
}
