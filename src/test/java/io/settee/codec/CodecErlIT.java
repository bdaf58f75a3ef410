package io.settee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.support.TermGenerator;
import io.settee.term.Term;
import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Terms to and from a real {@code erl}, by files. See {@code codec_peer.erl}. The program of a release is the system property
 * {@code settee.erl.<release>}; for 25 it is the {@code erl} on the path if that is not set.
 */
class CodecErlIT {
    private static final int SECONDS = 120;
    private static final int GENERATED = 3000;

    private static final String MINUS_ZERO = "468000000000000000";
    private static final String NEW_FUN_AND_SIZE = "700000";

    /** {@code term_to_binary/2} is called with so many options for each term. */
    private static final int SPELLINGS = 6;

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void bothSidesReadWhatTheOtherWrites(int release) throws Exception {
        String erl = ErlReleases.of(release).erl().toString();
        try (InputStream source = Objects.requireNonNull(getClass().getResourceAsStream("/erl/codec_peer.erl"))) {
            Files.copy(source, directory.resolve("codec_peer.erl"));
        }

        run(erl, "make");
        List<byte[]> again = new ArrayList<>();
        Term plain = null;
        List<byte[]> made = read("made.bin");
        assertThat(made).hasSizeGreaterThan(1600 * SPELLINGS);
        for (byte[] bytes : made) {
            Term term = Wire.decode(DecodeLimits.DEFAULT, bytes);
            if (again.size() % SPELLINGS == 0) plain = term;
            // Floats in text of 20 digits lose nothing, so all spellings are one term.
            assertThat(term).isEqualTo(plain);
            again.add(again.size() % 2 == 0 ? Wire.encode(term) : compress(term));
        }
        write("again.bin", again);
        for (byte[] local : read("local.bin")) {
            assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, local))
                    .isInstanceOf(TermFormatException.class)
                    .hasMessage("term at byte 1: LOCAL_EXT can be read only by the node that made it");
        }

        List<Term> generated = generated(release);
        write("java.bin", generated.stream().map(Wire::encode).toList());
        run(erl, "check");
        List<byte[]> answers = read("answer.bin");
        assertThat(answers).hasSameSizeAs(generated);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(Wire.decode(DecodeLimits.DEFAULT, answers.get(i))).isEqualTo(generated.get(i));
        }
    }

    private static List<Term> generated(int release) {
        var terms = new ArrayList<Term>();
        for (int seed = 0; seed < GENERATED; seed++) {
            Term term = new TermGenerator(seed).any(4);
            String hex = Wire.hex(Wire.encode(term));
            // Before OTP 27 a map cannot have both 0.0 and -0.0 as keys: they are one. Since then a fun forgets who
            // made it.
            boolean survives = release < 27 ? !hex.contains(MINUS_ZERO) : !hex.contains(NEW_FUN_AND_SIZE);
            if (survives) terms.add(term);
        }
        assertThat(terms).hasSizeGreaterThan(GENERATED / 2);
        return terms;
    }

    private static byte[] compress(Term term) {
        ByteBuf target = Unpooled.buffer();
        TermEncoder.writeCompressed(term, 6, target);
        return ByteBufUtil.getBytes(target);
    }

    private void run(String erl, String function) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        String start = "{ok,M,B}=compile:file(\"codec_peer.erl\",[binary,report]),"
                + "{module,M}=code:load_binary(M,\"codec_peer.erl\",B),M:" + function + "(),halt(0).";
        Process process = new ProcessBuilder(erl, "-noshell", "-noinput", "-eval", start)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            assertThat(ended && process.exitValue() == 0)
                    .as("%s in erl ended well within %d s; it said: %s", function, SECONDS, said)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<byte[]> read(String file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(file)));
        var terms = new ArrayList<byte[]>();
        while (bytes.hasRemaining()) {
            byte[] term = new byte[bytes.getInt()];
            bytes.get(term);
            terms.add(term);
        }
        return terms;
    }

    private void write(String file, List<byte[]> terms) throws IOException {
        ByteBuf bytes = Unpooled.buffer();
        for (byte[] term : terms) bytes.writeInt(term.length).writeBytes(term);
        Files.write(directory.resolve(file), ByteBufUtil.getBytes(bytes));
    }
}
