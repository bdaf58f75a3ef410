package io.settee;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in the tour of the code (package {@code io.settee}), as rules: which package may use which, and where libraries may be seen. */
class LayersTest {
    private static final String FACADE = "";

    /** Package to what its row names; {@link #reachable} adds what those use in turn. */
    private static final Map<String, List<String>> USES = new LinkedHashMap<>();

    /** What each library's packages begin with, to the packages that may see them. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            // x509: for IP literals. node: the listening channel is its own, connections are connection's. check: looks
            // on while a node dials.
            "io.netty",
                    List.of("codec", "control", "epmd", "handshake", "x509", "carrier", "connection", "node", "check"),
            "org.bouncycastle", List.of("x509", "carrier", "certs"),
            "picocli", List.of("cli"),
            "org.jline", List.of("cli.terminal"),
            "com.google.gson", List.of("cli"),
            "jdk.jfr", List.of("recording"),
            "io.micrometer", List.of("metrics"),
            "org.junit", List.of("testkit"));

    static {
        USES.put("identity", List.of());
        USES.put("error", List.of("identity"));
        USES.put("term", List.of("error"));
        USES.put("codec", List.of("term"));
        USES.put("control", List.of("codec", "identity"));
        USES.put("epmd", List.of("identity", "error"));
        USES.put("handshake", List.of("identity", "error"));
        USES.put("x509", List.of("error"));
        USES.put("carrier", List.of("identity", "x509"));
        USES.put("certs", List.of("x509"));
        USES.put("config", List.of("carrier", "term"));
        USES.put("recording", List.of());
        USES.put("connection", List.of("carrier", "handshake", "control", "recording"));
        USES.put("node", List.of("connection", "epmd"));
        USES.put("process", List.of("node"));
        USES.put("call", List.of("process"));
        USES.put("io", List.of("call"));
        USES.put("behaviour", List.of("call"));
        USES.put("export", List.of("behaviour", "io"));
        USES.put("cluster", List.of("behaviour"));
        USES.put(FACADE, List.copyOf(USES.keySet()));
        USES.put("check", List.of(FACADE));
        USES.put("audit", List.of(FACADE));
        USES.put("eval", List.of("call"));
        USES.put("metrics", List.of(FACADE));
        USES.put("testkit", List.of(FACADE, "certs"));
        USES.put("shell", List.of(FACADE));
        USES.put("cli.agent", List.of());
        USES.put("cli.terminal", List.of("shell", "cli.agent"));
        USES.put("cli", List.copyOf(USES.keySet()));
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.settee");

    /** The packages that there are: the table may be ahead of the code, never behind it. */
    static Stream<String> packages() {
        return CLASSES.stream().map(LayersTest::layer).distinct().sorted();
    }

    static Set<String> libraries() {
        return new TreeSet<>(LIBRARIES.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyPackagesBelowIt(String name) {
        assertThat(USES).as("the table knows every package").containsKey(name);
        Set<String> allowed = reachable(name);

        noClasses()
                .that(inLayer(name))
                .should()
                .dependOnClassesThat(resideInAPackage("io.settee..").and(inLayerOtherThan(allowed)))
                .as("io.settee." + name + " uses only " + allowed)
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void isSeenOnlyWhereItBelongs(String library) {
        noClasses()
                .that(inLayerOtherThan(Set.copyOf(LIBRARIES.getOrDefault(library, List.of()))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(library + ".."))
                .as(library + " is seen only in " + LIBRARIES.get(library))
                .check(CLASSES);
    }

    @Test
    void onlyTheExtensionNeedsJUnit() {
        noClasses()
                .that(resideInAPackage("io.settee.testkit").and(notNamed("ErlangExtension")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.junit.."))
                .check(CLASSES);
    }

    /** {@code identity} for {@code io.settee.identity}, nothing for {@code io.settee}. */
    private static String layer(JavaClass type) {
        String name = type.getPackageName();
        return name.equals("io.settee") ? FACADE : name.substring("io.settee.".length());
    }

    /** The package itself and all that it uses, directly or not. */
    private static Set<String> reachable(String name) {
        var found = new TreeSet<String>();
        var open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (found.add(next)) open.addAll(USES.getOrDefault(next, List.of()));
        }
        return found;
    }

    private static DescribedPredicate<JavaClass> inLayer(String name) {
        return DescribedPredicate.describe("in " + name, type -> layer(type).equals(name));
    }

    private static DescribedPredicate<JavaClass> inLayerOtherThan(Set<String> names) {
        return DescribedPredicate.describe(
                "outside " + names,
                type -> type.getPackageName().startsWith("io.settee") && !names.contains(layer(type)));
    }

    private static DescribedPredicate<JavaClass> notNamed(String name) {
        return DescribedPredicate.describe(
                "not " + name, type -> !type.getSimpleName().equals(name));
    }
}
