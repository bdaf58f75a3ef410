package io.settee.io;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.ImproperList;
import io.settee.term.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChardataTest {
    @Test
    void joinsCharactersBinariesAndListsToAnyDepth() {
        Term data = list(string("Grü"), integer('ß'), list(list(binary("e ☺"))), list());
        assertThat(Chardata.text(data, false)).contains("Grüße ☺");
        assertThat(Chardata.text(ImproperList.of(List.of(integer('a')), binary("b")), false))
                .contains("ab");
        assertThat(Chardata.text(binary("x"), false)).contains("x");
        Term deep = list();
        for (int i = 0; i < 100_000; i++) deep = list(deep, integer('x'));
        assertThat(Chardata.text(deep, false).orElseThrow()).hasSize(100_000);
    }

    @Test
    void readsBytesAsLatin1WhereThatIsSaid() {
        assertThat(Chardata.text(binary(new byte[] {(byte) 0xfc}), true)).contains("ü");
        assertThat(Chardata.text(list(integer(0xfc)), true)).contains("ü");
        assertThat(Chardata.text(list(integer(0x263a)), true)).isEmpty();
    }

    @Test
    void refusesWhatIsNoText() {
        assertThat(Chardata.text(atom("text"), false)).isEmpty();
        assertThat(Chardata.text(list(integer(-1)), false)).isEmpty();
        assertThat(Chardata.text(list(integer(0xd800)), false)).isEmpty();
        assertThat(Chardata.text(binary(new byte[] {(byte) 0xfc}), false)).isEmpty();
        assertThat(Chardata.text(list(integer('a'), atom("b")), false)).isEmpty();
    }
}
