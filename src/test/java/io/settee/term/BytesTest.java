package io.settee.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** That a part of an array cannot be told from a whole one. */
class BytesTest {
    private final Bytes whole = Bytes.ofUtf8("ärger");
    private final Bytes part = Bytes.wrap("kein ärger".getBytes(java.nio.charset.StandardCharsets.UTF_8), 5, 6);

    @Test
    void isEqualAndHashesAlike() {
        assertThat(part).isEqualTo(whole).hasSameHashCodeAs(whole).isEqualByComparingTo(whole);
        assertThat(part).isNotEqualTo(Bytes.ofUtf8("arger")).isLessThan(Bytes.ofUtf8("ärgerlich"));
    }

    @Test
    void showsNothingButItself() throws Exception {
        assertThat(part.length()).isEqualTo(6);
        assertThat(part.at(0)).isEqualTo((byte) 0xc3);
        assertThat(part.toArray()).isEqualTo(whole.toArray());
        assertThat(part.utf8()).isEqualTo("ärger");
        assertThat(part).hasToString(whole.toString());
        assertThat(part.asStream().readAllBytes()).isEqualTo(whole.toArray());
        ByteBuffer view = part.asBuffer();
        assertThat(view.position()).isZero();
        assertThat(view.capacity()).isEqualTo(6);
        assertThat(view).isEqualTo(ByteBuffer.wrap(whole.toArray()));
        var written = new ByteArrayOutputStream();
        part.writeTo(written::write);
        assertThat(written.toByteArray()).isEqualTo(whole.toArray());
        var target = new byte[8];
        part.copyInto(target, 1);
        assertThat(ByteBuffer.wrap(target, 1, 6)).isEqualTo(ByteBuffer.wrap(whole.toArray()));
        assertThatThrownBy(() -> part.at(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.wrap(new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
