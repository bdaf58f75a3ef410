package io.settee.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Term;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The default depth on a stack of half the usual 1 MiB: the other half is for Netty's handlers below the decoder, and for a
 * decoder that still runs in the interpreter, whose frames are the largest.
 */
class TermDecoderDepthTest {
    private static final int STACK_BYTES = 512 << 10;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "68 01", // a tuple
                "6c 00000001", // a list
                "6c 00000001 6a 68 01", // a tuple as tail of a list
                "74 00000001 6a", // the value of a map
            })
    void isSafeOnHalfTheUsualStack(String open) throws Exception {
        int wide = open.contains("68 01") && open.startsWith("6c") ? 2 : 1;
        int depth = DecodeLimits.DEFAULT.maxDepth() / wide;
        String close = open.equals("6c 00000001") ? "6a".repeat(depth) : "";
        decodeOnSmallStack(open.repeat(depth) + "6a" + close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 01", "74 00000001 6a"})
    void isSafeWhenTheDeepestTermsAreKeysToBeCompared(String open) throws Exception {
        int depth = DecodeLimits.DEFAULT.maxDepth() / 2;
        String deepKey = open.repeat(depth - 1) + "61";
        String map = "74 00000002" + deepKey + "01 6a" + deepKey + "02 6a";
        decodeOnSmallStack(open.repeat(depth) + map);
    }

    private static void decodeOnSmallStack(String hex) throws InterruptedException {
        var outcome = new AtomicReference<Object>();
        var thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.set(Wire.decode(hex));
                    } catch (Throwable e) {
                        outcome.set(e);
                    }
                },
                "small stack",
                STACK_BYTES);
        thread.start();
        thread.join();
        assertThat(outcome.get()).isInstanceOf(Term.class);
    }
}
