package io.settee.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a remote text reaches a file or a pipe. */
class PlainTextTest {
    @Test
    void dropsEscapeSequences() {
        assertThat(PlainText.of("\u001b[1;31mred\u001b[0m \u001b[2J\u001b[?25lplain"))
                .isEqualTo("red plain");
        assertThat(PlainText.of("\u001b]0;a title\u0007text\u001b]8;;http://x\u001b\\link"))
                .isEqualTo("textlink");
        assertThat(PlainText.of("\u001bPq#0\u001b\\a\u001b(Bb\u001b7c")).isEqualTo("abc");
    }

    @Test
    void dropsControlCharactersButNewlineAndTab() {
        assertThat(PlainText.of("a\tb\r\nc\u0007\b\u007f\u009bd")).isEqualTo("a\tb\ncd");
    }

    @Test
    void leavesNoEscapeOfASequenceThatIsCutOff() {
        assertThat(PlainText.of("a\u001b[12")).doesNotContain("\u001b");
        assertThat(PlainText.of("a\u001b")).isEqualTo("a");
    }

    @Test
    void keepsLettersOfAllKinds() {
        assertThat(PlainText.of("größer 日本 ☺ 😀")).isEqualTo("größer 日本 ☺ 😀");
    }
}
