package io.settee.behaviour;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.time.Clock;
import java.time.LocalDateTime;

/** What {@code sys:statistics(Name, get)} gives; OTP {@code sys.erl}, {@code get_stat/1}. */
final class SysStatistics {
    private final LocalDateTime start;
    private long in;
    private long out;

    SysStatistics(Clock clock) {
        this.start = LocalDateTime.now(clock);
    }

    void received() {
        in++;
    }

    void sent() {
        out++;
    }

    /** Times are local, as {@code erlang:localtime/0} gives them; there are no reductions in Java, so they are 0. */
    TermList toTerm(Clock clock) {
        return TermList.of(
                entry("start_time", time(start)),
                entry("current_time", time(LocalDateTime.now(clock))),
                entry("reductions", Int.of(0)),
                entry("messages_in", Int.of(in)),
                entry("messages_out", Int.of(out)));
    }

    private static Tuple entry(String key, Term value) {
        return Tuple.of(new Atom(key), value);
    }

    private static Tuple time(LocalDateTime t) {
        return Tuple.of(
                Tuple.of(Int.of(t.getYear()), Int.of(t.getMonthValue()), Int.of(t.getDayOfMonth())),
                Tuple.of(Int.of(t.getHour()), Int.of(t.getMinute()), Int.of(t.getSecond())));
    }
}
