package io.settee.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real Erlang nodes for a JUnit 5 test class.
 *
 * {@snippet :
 * @RegisterExtension
 * static final ErlangExtension erlang = new ErlangExtension();
 *
 * @Test
 * void greets() {
 *     ErlNode node = erlang.node("a").release(27).cookie("secret").start();
 *     assertThat(node.eval("lists:sum([1, 2])")).isEqualTo("3");
 * }
 * }
 *
 * <p>The class has an EPMD of its own, see {@link #epmdPort()}. A node that is started by a test method, or by a
 * {@code @BeforeEach} method, is ended after it; one that is started by {@code @BeforeAll}, after the class. What the nodes of a
 * failed test have printed goes to the standard error stream. The test methods of one class must not run at the same time.
 *
 * <p>If the system property {@code settee.erl.report} names a file, each test adds lines {@code RELEASE passed|failed TEST} to it, one
 * for each release whose nodes it used.
 */
public final class ErlangExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final ErlCluster cluster = new ErlCluster();

    /** How many nodes there were when each scope began: the class, nested classes, the method. */
    private final Deque<Integer> scopes = new ArrayDeque<>();

    /** Begins a node, see {@link ErlCluster#node}. */
    public ErlNodeBuilder node(String name) {
        return inScope().node(name);
    }

    /** Begins a node without a name, see {@link ErlCluster#unnamed}. */
    public ErlNodeBuilder unnamed() {
        return inScope().unnamed();
    }

    /** The EPMD of these nodes. */
    public Epmd epmd() {
        return inScope().epmd();
    }

    /** Its port on 127.0.0.1. */
    public int epmdPort() {
        return epmd().port();
    }

    /** Whether this release is on this machine. */
    public static boolean available(int release) {
        return ErlReleases.available(release);
    }

    private ErlCluster inScope() {
        if (scopes.isEmpty()) {
            throw new IllegalStateException(
                    "no test is running: ErlangExtension needs a static field with @RegisterExtension, and nodes may be started"
                            + " from @BeforeAll on");
        }
        return cluster;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (scopes.isEmpty()) throw new IllegalStateException("declare the ErlangExtension static");
        begin();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        report(context);
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
        if (scopes.isEmpty()) cluster.close();
    }

    private void begin() {
        scopes.push(cluster.nodes().size());
    }

    private void end(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            for (ErlNode node : cluster.nodes()) {
                System.err.println("--- printed by " + node + ", " + (node.isAlive() ? "running" : "ended") + " ("
                        + context.getDisplayName() + " failed):\n" + node.output() + "---");
            }
        }
        cluster.endAllBut(scopes.pop());
    }

    private void report(ExtensionContext context) {
        String file = System.getProperty("settee.erl.report", "");
        if (file.isBlank()) return;
        String test = context.getRequiredTestClass().getName() + "."
                + context.getRequiredTestMethod().getName();
        String outcome = context.getExecutionException().isPresent() ? "failed" : "passed";
        var lines = new TreeSet<String>();
        for (ErlNode node : cluster.nodes()) lines.add(node.release().version() + " " + outcome + " " + test);
        try {
            Files.write(Path.of(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write settee.erl.report", e);
        }
    }
}
