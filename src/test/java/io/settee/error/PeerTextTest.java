package io.settee.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTextTest {
    @Test
    void showsWhatCanBeSeen() {
        assertThat(PeerText.shown("CN=Müller 日本 😀", 100)).isEqualTo("CN=Müller 日本 😀");
        assertThat(PeerText.shown("a\r\nb\tc\u001b[2J\u009b\u2028\u202e\ud800", 100))
                .isEqualTo("a\\x{D}\\x{A}b\\x{9}c\\x{1B}[2J\\x{9B}\\x{2028}\\x{202E}\\x{D800}");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(PeerText.shown("abc", 3)).isEqualTo("abc");
        assertThat(PeerText.shown("a😀c", 2)).isEqualTo("a😀…");
    }
}
