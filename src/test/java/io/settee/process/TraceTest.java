package io.settee.process;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.node.TraceToken;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final Pid US = new Pid(atom("a@b"), 1, 0, 5);
    private static final Pid THEM = new Pid(atom("b@b"), 2, 0, 6);

    private final Trace trace = new Trace();

    private static TraceToken token(long serial) {
        return new TraceToken(integer(17), 3, serial, THEM, 0);
    }

    private static Term next(long serial, long previous) {
        return tuple(integer(3), integer(17), integer(serial), US, integer(previous));
    }

    @Test
    void countsWhatIsSentFromTheHighestSerialSeen() {
        trace.received(token(7));
        assertThat(trace.next(US)).isEqualTo(next(8, 7));
        assertThat(trace.next(US)).isEqualTo(next(9, 7));
        trace.received(token(5));
        assertThat(trace.next(US)).isEqualTo(next(10, 5));
    }

    @Test
    void endsWithAMessageWithoutAToken() {
        trace.received(token(7));
        trace.received(null);
        assertThat(trace.token()).isNull();
        assertThat(trace.next(US)).isNull();
    }

    @Test
    void readsWhatItWrites() {
        assertThat(TraceToken.of(token(7).term())).contains(token(7));
        assertThat(TraceToken.of(null)).isEmpty();
    }

    /** A peer may send anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{1,2,3,4}",
                "{a,2,3}",
                "{1,2,a}",
                "{4294967296,2,3}",
                "{18446744073709551616,2,3}",
                "{1,2,3,no,5}"
            })
    void takesNothingElse(String beginning) {
        Term term = Term.parse(beginning);
        if (term instanceof Tuple(var elements) && elements.size() == 3) {
            var all = new ArrayList<>(elements);
            all.add(THEM);
            all.add(integer(0));
            term = new Tuple(all);
        }
        assertThat(TraceToken.of(term)).isEmpty();
    }
}
