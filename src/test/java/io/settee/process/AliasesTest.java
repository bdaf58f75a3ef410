package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.process.Aliases.Life;
import io.settee.term.Atom;
import io.settee.term.Ref;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What takes an alias away, as {@code erlang:alias/1} and the option {@code alias} of {@code erlang:monitor/3} have it. */
class AliasesTest {
    private static final Ref REF = new Ref(new Atom("a@h"), 5, List.of(1L));

    private final Aliases aliases = new Aliases();

    @Test
    void areNoneAtFirst() {
        assertThat(aliases.received(REF)).isNull();
        assertThat(aliases.remove(REF)).isFalse();
        assertThat(aliases.monitorEnded(REF)).isFalse();
        assertThat(aliases.end()).isEmpty();
    }

    @Test
    void stayUntilTheyAreTakenBack() {
        aliases.add(REF, Life.EXPLICIT);
        assertThat(aliases.received(REF)).isEqualTo(Life.EXPLICIT);
        assertThat(aliases.monitorEnded(REF)).isFalse();
        assertThat(aliases.received(REF)).isEqualTo(Life.EXPLICIT);
        assertThat(aliases.remove(REF)).isTrue();
        assertThat(aliases.received(REF)).isNull();
    }

    @Test
    void endWithTheReply() {
        aliases.add(REF, Life.REPLY);
        assertThat(aliases.received(REF)).isEqualTo(Life.REPLY);
        assertThat(aliases.received(REF)).isNull();
        assertThat(aliases.remove(REF)).isFalse();
    }

    @Test
    void endWithTheMonitor() {
        for (MonitorAlias kind : List.of(MonitorAlias.DEMONITOR, MonitorAlias.REPLY_DEMONITOR)) {
            aliases.add(REF, kind.life());
            assertThat(aliases.monitorEnded(REF)).isTrue();
            assertThat(aliases.received(REF)).isNull();
        }
        aliases.add(REF, MonitorAlias.EXPLICIT_UNALIAS.life());
        assertThat(aliases.monitorEnded(REF)).isFalse();
        assertThat(aliases.received(REF)).isNotNull();
    }

    @Test
    void endWithTheReplyAndTheMonitorWithThem() {
        aliases.add(REF, MonitorAlias.REPLY_DEMONITOR.life());
        assertThat(aliases.received(REF)).isEqualTo(new Life(true, true));
        assertThat(aliases.monitorEnded(REF)).isFalse();
        assertThat(aliases.received(REF)).isNull();
    }

    @Test
    void endWithTheProcess() {
        aliases.add(REF, Life.EXPLICIT);
        assertThat(aliases.end()).containsExactly(REF);
        assertThat(aliases.received(REF)).isNull();
    }
}
