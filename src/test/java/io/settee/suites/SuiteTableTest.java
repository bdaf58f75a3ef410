package io.settee.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the tables of what is tested are true, this package's documentation and that of {@code carriers}: every test that they name is there. */
class SuiteTableTest {
    private static final List<Path> TABLES = List.of(
            Path.of("src/test/java/io/settee/suites/package-info.java"),
            Path.of("src/test/java/io/settee/carriers/package-info.java"));
    private static final Pattern TEST = Pattern.compile("((?:\\w+\\.)?\\w+(?:Test|ErlIT))(?:#(\\w+))?");

    static List<String> tests() throws IOException {
        var named = new TreeSet<String>();
        for (Path table : TABLES) {
            String rows = Files.readString(table).split("<h2>", 2)[1];
            TEST.matcher(rows).results().map(MatchResult::group).forEach(named::add);
        }
        return List.copyOf(named);
    }

    @ParameterizedTest
    @MethodSource("tests")
    void namesATestThatIsThere(String test) throws Exception {
        String[] parts = test.split("#", 2);
        Class<?> type = Class.forName("io.settee." + parts[0], false, getClass().getClassLoader());
        if (parts.length == 1) return;
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(parts[1]))
                .toList();
        assertThat(methods).as(test).isNotEmpty();
        assertThat(methods.getFirst().isAnnotationPresent(Test.class)
                        || methods.getFirst().isAnnotationPresent(ParameterizedTest.class))
                .as(test)
                .isTrue();
    }

    /** Each case of the suites under its own name has to be in the table, too. */
    @Test
    void namesEveryTestOfTheSuites() throws IOException {
        List<String> named = tests();
        for (Class<?> suite : List.of(
                JInterfaceErlIT.class,
                JInterfaceTest.class,
                NativeCodecErlIT.class,
                ClouseauErlIT.class,
                TlsDistErlIT.class,
                TlsDistTest.class,
                HiddenErlIT.class)) {
            for (Method method : suite.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    assertThat(named).contains("suites." + suite.getSimpleName() + "#" + method.getName());
                }
            }
        }
    }
}
