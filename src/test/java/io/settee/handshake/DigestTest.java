package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.identity.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    @ParameterizedTest
    @CsvSource({
        "secret, 0,          175ec77a7f63082590987d0d8b051aff",
        "secret, 4294967280, 5b8fbc9f6fbb833aaf5396a859ad1979",
        "kaka,   2147483648, 3fb956add634bb997605410d42c24cfd"
    })
    void isWhatErlangComputes(String cookie, long challenge, String hex) {
        ByteBuf out = Unpooled.buffer();
        Digest.of(Cookie.of(cookie), (int) challenge).write(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
    }

    @Test
    void comparesItsBytes() {
        Digest one = Digest.of(Talk.COOKIE, 7);
        ByteBuf wire = Unpooled.buffer();
        one.write(wire);
        assertThat(Digest.read(wire)).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(one).isNotEqualTo(Digest.of(Talk.COOKIE, 8)).isNotEqualTo(Digest.of(Talk.OTHER_COOKIE, 7));
    }

    @Test
    void neverShowsItself() {
        assertThat(Digest.of(Talk.COOKIE, 0)).hasToString("(hidden)");
        assertThat(Talk.reply(1, Talk.COOKIE, 2).toString()).contains("(hidden)");
    }
}
