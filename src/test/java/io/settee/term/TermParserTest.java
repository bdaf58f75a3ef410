package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.settee.error.TermSyntaxException;
import io.settee.support.TermGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors, limits and what Erlang need not be asked about; {@link TermTextErlIT} compares the whole syntax with Erlang's. */
class TermParserTest {
    @Test
    void readsBackWhatIsPrinted() {
        for (long seed = 0; seed < 3000; seed++) {
            Term term = new TermGenerator(seed).writable(4);
            assertThat(Term.parse(term.toString()))
                    .as("seed %d: %s", seed, term)
                    .isEqualTo(term);
        }
    }

    @Test
    void readsNumbers() {
        assertThat(Term.parse("-1")).isEqualTo(integer(-1));
        assertThat(Term.parse("+ 1")).isEqualTo(integer(1));
        assertThat(Term.parse("16#fF_0")).isEqualTo(integer(0xff0));
        assertThat(Term.parse("1_000_000")).isEqualTo(integer(1_000_000));
        assertThat(Term.parse("-9223372036854775808")).isEqualTo(integer(Long.MIN_VALUE));
        assertThat(Term.parse("1.5e-3")).isEqualTo(new Real(1.5e-3));
        assertThat(Term.parse("$a")).isEqualTo(integer('a'));
        assertThat(Term.parse("-$\\n")).isEqualTo(integer(-10));
        BigInteger large = new BigInteger("123456789".repeat(1000));
        assertThat(Term.parse(large.toString())).isEqualTo(integer(large));
    }

    @Test
    void readsTripleQuotedStringsAsErlang27Does() {
        assertThat(Term.parse("\"\"\"\n  one\n    \"two\" \\n\n\n  three\n  \"\"\""))
                .isEqualTo(TermList.ofChars("one\n  \"two\" \\n\n\nthree"));
        assertThat(Term.parse("\"\"\"\"\n\"\"\"\n\"\"\"\"")).isEqualTo(TermList.ofChars("\"\"\""));
        assertThat(Term.parse("\"\"\"\n\"\"\"")).isEqualTo(TermList.NIL);
        assertThat(Term.parse("~\"\"\"\n\\\n\"\"\"")).isEqualTo(Binary.of("\\"));
        assertThat(Term.parse("\"\"\"\r\n a\r\n b\r\n \"\"\"")).isEqualTo(TermList.ofChars("a\r\nb"));
    }

    @Test
    void isMoreLenientThanSomeReleasesWhereTheMeaningIsClear() {
        assertThat(Term.parse("{maybe, else}")).isEqualTo(Terms.tuple(atom("maybe"), atom("else")));
        assertThat(Term.parse("\"a\"\"b\"")).isEqualTo(TermList.ofChars("ab"));
        assertThat(Term.parse("~s\"a\" \"b\"")).isEqualTo(TermList.ofChars("ab"));
        assertThat(Term.parse("-(-1)")).isEqualTo(integer(1));
    }

    @Test
    void consultsTermsUpToTheEnd() {
        assertThat(TermText.consult("%% a comment\n{a, 1}.\nb. % another\n\"c\"."))
                .containsExactly(Term.parse("{a,1}"), atom("b"), TermList.ofChars("c"));
        assertThat(TermText.consult(" % nothing")).isEmpty();
    }

    @Test
    void readsFilesInTheEncodingTheyName(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("terms");
        Files.writeString(file, "'é'.", StandardCharsets.UTF_8);
        assertThat(TermText.consult(file)).containsExactly(atom("é"));
        Files.writeString(file, "% x\n%% -*- coding: Latin-1 -*-\n'é'.", StandardCharsets.ISO_8859_1);
        assertThat(TermText.consult(file)).isEqualTo(List.of(atom("é")));
        Files.writeString(file, "ok.\n 'é'.", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TermText.consult(file))
                .isInstanceOf(TermSyntaxException.class)
                .hasMessageStartingWith("line 2, column 3: not UTF-8");
        assertThatThrownBy(() -> TermText.consult(dir.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "``                 ! 1 ! 1 ! expected a term, found the end of the text",
                "{a, b              ! 1 ! 6 ! expected }, found the end of the text",
                "{a b}              ! 1 ! 4 ! expected }, found the atom b",
                "[a, b}             ! 1 ! 6 ! expected ], found }",
                "{a,}               ! 1 ! 4 ! expected a term, found }",
                "a b                ! 1 ! 3 ! expected the end of the text, found the atom b",
                "{x, end}           ! 1 ! 5 ! expected a term, found the reserved word end (as an atom it is written 'end')",
                "{x, Foo}           ! 1 ! 5 ! the variable Foo has no value here (as an atom it is written 'Foo')",
                "{x, \"abc}         ! 1 ! 5 ! the string that begins here has no end",
                "'abc               ! 1 ! 1 ! the quoted atom that begins here has no end",
                "#{a := 1}          ! 1 ! 5 ! expected =>, found :=",
                "#rec{a = 1}        ! 1 ! 2 ! expected { (a map is written #{}; records have no text of their own), found the atom rec",
                "1.0e999            ! 1 ! 1 ! too large for a float",
                "99#12              ! 1 ! 1 ! the base of an integer is 2 to 36",
                "16#                ! 1 ! 1 ! digits of base 16 are missing after the #",
                "\"a\\xZZ\"         ! 1 ! 3 ! a hexadecimal escape is \\xHH or \\x{H...}",
                "\"\\x{d800}\"      ! 1 ! 2 ! not a Unicode character",
                "\"😀é\" x          ! 1 ! 6 ! expected the end of the text, found the atom x",
                "fun(X) -> X end    ! 1 ! 4 ! expected the module of a fun, found (",
                "fun m:f/256        ! 1 ! 9 ! an arity is 0 to 255",
                "- a                ! 1 ! 3 ! expected a number after the sign",
                "<<1:2/foo>>        ! 1 ! 7 ! foo is no type of the bit syntax",
                "<<1.5>>            ! 1 ! 3 ! an integer is needed here, or a type such as /binary",
                "<<1:8000000000>>   ! 1 ! 3 ! more than 256 KiB are not made from text",
                "<0.1.0>            ! 1 ! 1 ! expected a term, found <",
            })
    void saysWhereAndWhatIsWrong(String text, int line, int column, String problem) {
        assertThatThrownBy(() -> Term.parse(text)).isInstanceOfSatisfying(TermSyntaxException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.column()).isEqualTo(column);
        });
    }

    @Test
    void countsLines() {
        assertThatThrownBy(() -> TermText.consult("{ok, 1}.\n% é\n  {ok 2}.\n"))
                .isInstanceOf(TermSyntaxException.class)
                .hasMessage("line 3, column 7: expected }, found the number 2");
        assertThatThrownBy(() -> TermText.consult("{ok, 1}.\n{ok, 2}\n"))
                .hasMessage("line 3, column 1: expected the dot that ends the term, found the end of the text");
        assertThatThrownBy(() -> Term.parse("\"\"\"\n  a\n b\n  \"\"\""))
                .hasMessage("line 3, column 1: this line is indented less than the closing quotes");
    }

    @Test
    void refusesDeepNestingBeforeTheStackEnds() {
        assertThat(Term.parse("[".repeat(1000) + "]".repeat(1000))).isInstanceOf(TermList.class);
        for (String open : List.of("[", "{", "(", "#{a=>", "#{", "<<", "-(", "[a|{")) {
            assertThatThrownBy(() -> Term.parse(open.repeat(100_000)))
                    .as(open)
                    .isInstanceOf(TermSyntaxException.class)
                    .hasMessageContaining("nested more than 1000 deep");
        }
        assertThatThrownBy(() -> Pattern.of("A=".repeat(100_000) + "A"))
                .hasMessageContaining("nested more than 1000 deep");
    }

    @Test
    void takesTimeInProportionToHostileText() {
        // In proportion to the square of the length each of these would take minutes.
        assertTimeout(Duration.ofSeconds(30), () -> {
            Term.parse("[a|".repeat(300_000) + "[]" + "]".repeat(300_000));
            Term.parse("[" + "\"x\" ".repeat(300_000) + "]");
            Term.parse("<<" + "1:1,".repeat(300_000) + "1>>");
            Term.parse("9".repeat(TermLexer.MAX_DIGITS));
            Term.parse("{" + "x,".repeat(1_000_000) + "x}");
        });
        for (String hostile : List.of(
                "<<0:99999999>>,".repeat(1000),
                "9".repeat(TermLexer.MAX_DIGITS + 1),
                "a".repeat(1_000_000),
                "'" + "a".repeat(1_000_000),
                "\"\"\"\n" + "a\n".repeat(1_000_000),
                "([a|".repeat(450) + "[" + "1,".repeat(100_000) + "1]" + "])".repeat(450),
                "\"" + "\\x{" + "f".repeat(1_000_000))) {
            assertTimeout(
                    Duration.ofSeconds(30),
                    () -> assertThatThrownBy(() -> Term.parse("[" + hostile)).isInstanceOf(TermSyntaxException.class));
        }
    }

    @Test
    void nothingButItsOwnExceptionEscapes() {
        String alphabet = "{}[]()<>,|.#=:/-+~$'\"\\ \n%_aZfunx09é日\ud83d";
        for (long seed = 0; seed < 8_000; seed++) {
            var random = new SplittableRandom(seed);
            var text = new StringBuilder(new TermGenerator(seed).writable(2).brief(200));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int where = random.nextInt(text.length());
                text.setCharAt(where, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                // What is accepted all the same must be a term like any other.
                Term term = Term.parse(text.toString());
                assertThat(Term.parse(term.toString()))
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(term);
            } catch (TermSyntaxException e) {
                assertThat(e.line()).isPositive();
            }
        }
    }
}
