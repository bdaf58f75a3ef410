package io.settee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What erl makes of such words was asked of erl; {@code ArgsErlIT} asks it again. */
class ArgWordsTest {
    private static final Map<String, String> ENV = Map.of("HOST", "10.0.0.7", "EMPTY", "");

    private final ConfigFaults faults = new ConfigFaults();

    private List<String> words(String text) {
        List<Setting<String>> words = ArgWords.ofFile("vm.args", text, ENV, faults);
        faults.throwIfAny();
        return words.stream().map(Setting::value).toList();
    }

    @Test
    void whiteSpaceOfAnyKindSeparatesWords() {
        assertThat(words(" -a\tb \r\n\f c\n\n-d")).containsExactly("-a", "b", "c", "-d");
    }

    @Test
    void quotesKeepEverythingBetweenThemEvenBackslashes() {
        assertThat(words("'a b' \"c d\" 'e\"f' \"g'h\" 'i\\j' \"k\\l\""))
                .containsExactly("a b", "c d", "e\"f", "g'h", "i\\j", "k\\l");
        assertThat(words("'\"clouseau@127.0.0.1\"' \\\"clouseau@*\\\""))
                .containsExactly("\"clouseau@127.0.0.1\"", "\"clouseau@*\"");
        assertThat(words("\"two\nlines\" '' \"\"")).containsExactly("two\nlines", "", "");
    }

    @Test
    void quotesMayBeginAndEndWithinAWord() {
        assertThat(words("a\"b'c\"d 'it'\\''s'")).containsExactly("ab'cd", "it's");
    }

    @Test
    void aBackslashOutsideQuotesKeepsTheNextCharacter() {
        assertThat(words("a\\ b \\# \\\\ \\n c\\\nd")).containsExactly("a b", "#", "\\", "n", "c\nd");
    }

    @Test
    void aHashStartsACommentEvenWithinAWordButNotWithinQuotes() {
        assertThat(words("# all\n-a b#c d\n'e#f' # g\n-h")).containsExactly("-a", "b", "e#f", "-h");
    }

    @Test
    void variablesAreReplacedAlsoWithinQuotesButNotInComments() {
        assertThat(words("-name a@${HOST} '${HOST}' $HOST $ {HOST} ${EMPTY}x # ${NONE}"))
                .containsExactly("-name", "a@10.0.0.7", "10.0.0.7", "$HOST", "$", "{HOST}", "x");
        assertThat(words("'${NONE:-by default}' ${HOST:-other} ${EMPTY:-other}"))
                .containsExactly("by default", "10.0.0.7", "other");
    }

    /** relx puts it into the file, which erl then reads. */
    @Test
    void theValueOfAVariableIsReadAsIfItStoodInTheFile() {
        Map<String, String> environment = Map.of("FLAGS", "-a 'b c' ${FLAGS}#d", "EMPTY", "", "END", "e'");
        assertThat(ArgWords.ofFile("f", "x${FLAGS} y\n${EMPTY} z 'it${END} \"${FLAGS}\"", environment, faults))
                .extracting(Setting::value)
                .containsExactly("x-a", "b c", "${FLAGS}", "z", "ite", "-a 'b c' ${FLAGS}#d");
        faults.throwIfAny();
    }

    @Test
    void namesTheVariableThatIsNotSet() {
        assertThatThrownBy(() -> words("-a\n-b ${NONE}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "vm.args line 2: the environment variable NONE is not set; set it, or give a default with ${NONE:-value}");
    }

    @Test
    void namesAllOfThem() {
        assertThatThrownBy(() -> words("-a ${NONE}\n-b ${NIL}\n-c 'd"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.faults())
                                .satisfiesExactly(
                                        first -> assertThat(first)
                                                .startsWith("vm.args line 1: the environment variable NONE"),
                                        second -> assertThat(second)
                                                .startsWith("vm.args line 2: the environment variable NIL"),
                                        third -> assertThat(third)
                                                .isEqualTo("vm.args line 3: the quote ' is not closed")));
    }

    @Test
    void namesTheLineOfAQuoteThatIsNotClosed() {
        assertThatThrownBy(() -> words("-a\n-b 'c\n-d"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("vm.args line 2: the quote ' is not closed");
    }

    @Test
    void everyWordKnowsItsLine() {
        assertThat(ArgWords.ofFile("f", "-a 'x\ny' b\n\n c#\nd", ENV, faults))
                .extracting(word -> word.place().line())
                .containsExactly(1, 1, 2, 4, 5);
    }

    @Test
    void anEnvironmentVariableHasNoComments() {
        assertThat(ArgWords.ofVariable("ERL_FLAGS", "-a \"b c\" \\\"d #e f\n-g ${HOST}", faults))
                .extracting(Setting::value)
                .containsExactly("-a", "b c", "\"d", "#e", "f", "-g", "${HOST}");
        assertThat(ArgWords.ofVariable("ERL_FLAGS", "-a", faults).getFirst().place())
                .hasToString("ERL_FLAGS");
    }
}
