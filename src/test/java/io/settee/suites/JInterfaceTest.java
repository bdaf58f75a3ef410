package io.settee.suites;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.ErlangNode;
import io.settee.identity.NodeName;
import io.settee.process.ExitException;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Atom;
import io.settee.term.Bytes;
import io.settee.term.Fun;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermMap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cases of OTP's {@code jinterface_SUITE} that need no Erlang, under their own names. */
@Timeout(60)
class JInterfaceTest {
    private static final Atom REASON = atom("link_test_reason");

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private Mailbox box;
    private Mailbox box2;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("javanode").start();
        box = node.mailbox();
        box2 = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        cluster.close();
    }

    @Test
    void nodename() {
        assertThat(node.name()).isEqualTo(new NodeName("javanode", "127.0.0.1"));
        assertThat(node.name()).hasToString("javanode@127.0.0.1");
        assertThat(node.name().name()).isEqualTo("javanode");
        assertThat(node.name().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void registerAndWhereis() {
        box.register("mbox1");
        Mailbox named = node.mailbox("mbox2");
        assertThat(node.whereis("mbox1")).contains(box.self());
        assertThat(node.whereis("mbox2")).contains(named.self());
        assertThat(node.whereis("mbox3")).isEmpty();
        box2.register("mbox3");
        assertThat(node.whereis("mbox3")).contains(box2.self());
        box.close();
        named.close();
        assertThat(node.whereis("mbox1")).isEmpty();
        assertThat(node.whereis("mbox2")).isEmpty();
        assertThat(node.whereis("mbox3")).contains(box2.self());
        box2.close();
        assertThat(node.whereis("mbox3")).isEmpty();
    }

    @Test
    void getNames() {
        node.mailbox("b");
        node.mailbox("a");
        // net_kernel answers pings, and is there from the start.
        assertThat(node.registered()).containsExactly("a", "b", "net_kernel");
    }

    @Test
    void booleanAtom() {
        assertThat(Pattern.of("true").matches(atom("true"))).isTrue();
        for (Term other : List.of(atom("false"), atom("True"), atom(""), atom("any"), integer(1))) {
            assertThat(Pattern.of("true").matches(other)).isFalse();
        }
    }

    @Test
    void maps() {
        for (String text : List.of("#{}", "#{a => b}", "#{2 => [],a => 1}", "#{{3} => [r]}")) {
            assertThat(Term.parse(text)).hasToString(text);
        }
        var map = (TermMap) Term.parse("#{2 => [], a => 1}");
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.get("a")).contains(integer(1));
        assertThat(map.get(integer(2))).contains(list());
        assertThat(map.get(integer(1))).isEmpty();
    }

    @Test
    void funEquals() {
        Fun.Closure fun = closure(1, integer(7));
        assertThat(fun).isEqualTo(closure(1, integer(7))).hasSameHashCodeAs(closure(1, integer(7)));
        assertThat(fun).isNotEqualTo(closure(2, integer(7))).isNotEqualTo(closure(1, integer(8)));
    }

    private Fun.Closure closure(int md5, Term free) {
        byte[] uniq = new byte[16];
        uniq[0] = (byte) md5;
        return new Fun.Closure(atom("m"), 1, Bytes.copyOf(uniq), 2, 3, 4, box.self(), List.of(free));
    }

    @Test
    void coreMatchBind() {
        // Scalars: what is bound is what was matched.
        assertThat(Pattern.of("X").match(integer(5)).orElseThrow().get("X")).isEqualTo(integer(5));
        assertThat(Pattern.of("5").matches(integer(6))).isFalse();
        // Tuples and lists: only of the same number of elements, and only if all of them match.
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(Pattern.of("{" + elements("_", i) + "}").matches(Term.parse("{" + elements("1", j) + "}")))
                        .isEqualTo(i == j);
                assertThat(Pattern.of("[" + elements("_", i) + "]").matches(Term.parse("[" + elements("1", j) + "]")))
                        .isEqualTo(i == j);
                if (i == 0) continue;
                // With a tail for the rest, which need not be a list.
                Pattern tail = Pattern.of("[" + elements("_", i) + "|_]");
                assertThat(tail.matches(Term.parse("[" + elements("1", j) + "]")))
                        .isEqualTo(i <= j);
                if (j > 0)
                    assertThat(tail.matches(Term.parse("[" + elements("1", j) + "|t]")))
                            .isEqualTo(i <= j);
            }
        }
        assertThat(Pattern.of("{1, 2, 3}").matches(Term.parse("{1, 2, 4}"))).isFalse();
        assertThat(Pattern.of("[1, 2 | x]").matches(Term.parse("[1, 2 | y]"))).isFalse();
        assertThat(Pattern.of("{A, [B | C]}")
                        .match(Term.parse("{1, [2, 3]}"))
                        .orElseThrow()
                        .bindings())
                .isEqualTo(java.util.Map.of("A", integer(1), "B", integer(2), "C", list(integer(3))));
        // Maps may have more keys than are asked for.
        assertThat(Pattern.of("#{a := X}")
                        .match(Term.parse("#{a => 1, b => 2}"))
                        .orElseThrow()
                        .get("X"))
                .isEqualTo(integer(1));
        assertThat(Pattern.of("#{a := 1, c := _}").matches(Term.parse("#{a => 1, b => 2}")))
                .isFalse();
    }

    private static String elements(String element, int count) {
        return String.join(",", java.util.Collections.nCopies(count, element));
    }

    // ---- send and receive

    private static void expect(Mailbox to, Term message) throws InterruptedException {
        assertThat(to.receive(SOON)).contains(message);
    }

    private static void fourWays(Mailbox from, Mailbox to, NodeName on) throws InterruptedException {
        from.send(to.self(), atom("pid"));
        expect(to, atom("pid"));
        from.send("target", on, atom("name_and_node"));
        expect(to, atom("name_and_node"));
        from.send("target", on.toString(), atom("node_as_text"));
        expect(to, atom("node_as_text"));
    }

    @Test
    void javaInternalSendReceiveSameNode() throws Exception {
        box2.register("target");
        box.send("target", atom("name"));
        expect(box2, atom("name"));
        fourWays(box, box2, node.name());
    }

    @Test
    void javaInternalSendReceiveDifferentNodes() throws Exception {
        try (ErlangNode other = cluster.node("other").start();
                Mailbox there = other.mailbox("target")) {
            fourWays(box, there, other.name());
        }
    }

    @Test
    void javaInternalSendReceiveSelf() throws Exception {
        box.register("target");
        box.send("target", atom("name"));
        expect(box, atom("name"));
        fourWays(box, box, node.name());
    }

    // ---- links

    private static void expectEnd(Mailbox of, Pid from) {
        ExitException end = catchThrowableOfType(ExitException.class, () -> of.receive(SOON));
        assertThat(end.from()).isEqualTo(from);
        assertThat(end.reason()).isEqualTo(REASON);
    }

    @Test
    void internalLinkLinkingExits() throws Exception {
        box.link(box2.self());
        box.close(REASON);
        expectEnd(box2, box.self());
    }

    @Test
    void internalLinkLinkedExits() throws Exception {
        box.link(box2.self());
        box2.close(REASON);
        expectEnd(box, box2.self());
    }

    /** One links and unlinks, links again and the other unlinks. */
    private void linkAndUnlinkTwice() throws InterruptedException {
        box.link(box2.self());
        box.unlink(box2.self());
        box.link(box2.self());
        assertThat(box.links()).containsExactly(box2.self());
        box2.unlink(box.self());
    }

    private static void expectAlive(Mailbox box) throws InterruptedException {
        box.send(box.self(), tuple());
        expect(box, tuple());
        assertThat(box.receive(Duration.ZERO)).isEmpty();
        assertThat(box.links()).isEmpty();
    }

    @Test
    void internalUnlinkLinkingExits() throws Exception {
        linkAndUnlinkTwice();
        box.close(REASON);
        expectAlive(box2);
    }

    @Test
    void internalUnlinkLinkedExits() throws Exception {
        linkAndUnlinkTwice();
        box2.close(REASON);
        expectAlive(box);
    }
}
