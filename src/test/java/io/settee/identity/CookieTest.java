package io.settee.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CookieTest {
    @TempDir
    Path dir;

    private Cookie ofFile(String text) throws IOException {
        return Cookie.ofFile(Files.writeString(dir.resolve("cookie"), text, StandardCharsets.ISO_8859_1));
    }

    /** OTP auth.erl, check_cookie/2. */
    @Test
    void isTheFirstLineOfAFileWithItsBlanks() throws Exception {
        assertThat(ofFile("secret")).isEqualTo(Cookie.of("secret"));
        assertThat(ofFile("secret\n")).isEqualTo(Cookie.of("secret"));
        assertThat(ofFile("secret\r\n \n")).isEqualTo(Cookie.of("secret"));
        assertThat(ofFile(" se cret \n")).isEqualTo(Cookie.of(" se cret "));
    }

    @Test
    void isNoOtherLine() {
        assertThatThrownBy(() -> ofFile("\nsecret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be its first line")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ofFile("one\ntwo")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ofFile("\n")).hasMessageContaining("has 0 characters");
    }
}
