package io.settee.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Term;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that real BEAMs made, see the first lines of the files. */
@DisplayName("Golden terms")
class GoldenTermTest {
    record Golden(String expression, String hex) {}

    static Stream<Golden> otp25() {
        return lines("/golden/terms-otp25.txt");
    }

    static Stream<Golden> otp29() {
        return lines("/golden/terms-otp29.txt");
    }

    private static Stream<Golden> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(GoldenTermTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .map(fields -> new Golden(fields[0], fields[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource({"otp25", "otp29"})
    void decodesWhatTheBeamWrote(Golden golden) {
        assertThat(Wire.decode(DecodeLimits.DEFAULT, Wire.hex(golden.hex))).isEqualTo(Term.parse(golden.expression));
    }

    @ParameterizedTest
    @MethodSource("otp29")
    void encodesToTheSameBytes(Golden golden) {
        assertThat(Wire.hex(Wire.encode(Term.parse(golden.expression)))).isEqualTo(golden.hex);
    }
}
