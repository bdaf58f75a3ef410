package io.settee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.TermFormatException;
import io.settee.term.Term;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the default depth lets in must be safe to work with on half of the usual stack of 1 MiB; the other half is for the callers.
 * Frames are largest when compiled by C1: to see the worst, run this with {@code -XX:TieredStopAtLevel=1}.
 */
class NestingTest {
    private static final int STACK_BYTES = 512 << 10;
    private static final int DEPTH = DecodeLimits.DEFAULT.maxDepth();

    @ParameterizedTest
    @CsvSource({
        "a tuple, 68 01, ''",
        "a wide tuple, 68 07 6a6a6a6a6a6a, ''",
        "a list, 6c 00000001, 6a",
        "the tail of a list, 6c 00000001 6a 68 01, ''",
        "the value of a map, 74 00000001 6a, ''",
        "the key of a map, 74 00000001, 6a",
        "a free variable of a fun, 70 00000000 00 00000000000000000000000000000000 00000000 00000001 7700 6100 6100 58 7700"
                + " 00000000 00000000 00000000, ''",
    })
    void ofTheDefaultDepthLeavesStackFree(String what, String open, String close) throws Exception {
        int count = open.endsWith("6a 68 01") ? DEPTH / 2 : DEPTH;
        String hex = open.repeat(count) + "61 07" + close.repeat(count);
        onHalfAStack(() -> {
            Term term = Wire.decode(hex);
            Term copy = Wire.decode(hex);
            assertThat(term.equals(copy)).isTrue();
            assertThat(term.compareTo(copy)).isZero();
            assertThat(term.hashCode()).isEqualTo(copy.hashCode());
            assertThat(term.toString()).isNotEmpty();
            byte[] bytes = Wire.encode(term);
            assertThat(Wire.decode(DecodeLimits.DEFAULT, bytes).equals(term)).isTrue();
            return term;
        });
        assertThatThrownBy(() -> Wire.decode("68 01" + hex))
                .isInstanceOf(TermFormatException.class)
                .hasMessageEndingWith("is nested deeper than DecodeLimits.maxDepth = " + DEPTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 01", "6c 00000001", "74 00000001 6a"})
    void ofKeysThatAreComparedWhileDecodingLeavesStackFree(String open) throws Exception {
        String key = open.repeat(DEPTH - 1);
        String close = open.startsWith("6c") ? "6a".repeat(DEPTH - 1) : "";
        String hex = "74 00000002" + key + "61 01" + close + "6a" + key + "61 02" + close + "6a";
        assertThat(onHalfAStack(() -> Wire.decode(hex))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 01", "74 00000001 6a"})
    void takesNoStackInTheDecoderHoweverDeep(String open) throws Exception {
        var limits = DecodeLimits.DEFAULT.withMaxDepth(100_000);
        String hex = open.repeat(100_000) + "6a";
        assertThat(onHalfAStack(() -> Wire.decode(limits, hex))).isNotNull();
    }

    private static Term onHalfAStack(Callable<Term> task) throws Exception {
        var result = new FutureTask<>(task);
        new Thread(null, result, "half a stack", STACK_BYTES).start();
        return result.get();
    }
}
