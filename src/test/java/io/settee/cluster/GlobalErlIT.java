package io.settee.cluster;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Global names by way of a mesh of all current releases. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(60)
class GlobalErlIT {
    private static final String US = "names@127.0.0.1";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static final List<ErlNode> mesh = new ArrayList<>();

    @Parameter
    boolean hidden;

    private ErlangNode node;
    private Mailbox box;

    @BeforeParameterizedClassInvocation
    static void startErl(boolean hidden) {
        mesh.clear();
        for (int release : ErlReleases.current()) {
            mesh.add(new ErlCase(release, false)
                    .erl(erlang, "g" + release + (hidden ? "h" : ""))
                    .start());
        }
        for (ErlNode erl : mesh) {
            for (ErlNode other : mesh) erl.eval("net_adm:ping('" + other.name() + "')");
        }
        for (ErlNode erl : mesh) erl.eval("global:sync()");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        mesh.forEach(ErlNode::kill);
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = new ErlCase(ErlReleases.current().getFirst(), false)
                .settee(erlang, US)
                .hidden(hidden)
                .start();
        for (ErlNode erl : mesh) node.connect(erl.name().toString());
        box = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        for (ErlNode erl : mesh) awaitNode(erl, "undefined");
    }

    /** On this node the process with the name is of that node. */
    private static void awaitNode(ErlNode erl, String where) {
        String asked = "(fun(undefined) -> undefined; (P) -> node(P) end)(global:whereis_name(searcher))";
        await().atMost(SOON).untilAsserted(() -> assertThat(erl.eval(asked)).isEqualTo(where));
    }

    private static void awaitEverywhere(String where) {
        for (ErlNode erl : mesh) awaitNode(erl, where);
    }

    @Test
    void hasANameThatEveryMemberKnowsUntilItGivesItUp() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        awaitEverywhere("'" + US + "'");
        for (ErlNode erl : mesh) {
            erl.eval("global:send(searcher, {hello, node()})");
            assertThat(box.receive(SOON))
                    .contains(tuple(atom("hello"), atom(erl.name().toString())));
        }
        assertThat(node.global().whereis("searcher")).contains(box.self());
        assertThatThrownBy(() -> node.global().register("searcher", node.mailbox()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the global name searcher is taken by " + box.self());
        assertThat(name.isHeld()).isTrue();
        name.unregister();
        awaitEverywhere("undefined");
        assertThat(name.isHeld()).isFalse();
        assertThat(box.isAlive()).isTrue();
        name.unregister();
    }

    @Test
    void losesItsNameWithItsMailbox() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        box.close();
        awaitEverywhere("undefined");
        await().atMost(SOON).until(() -> !name.isHeld());
    }

    @Test
    void findsTheNamesOfOthers() throws Exception {
        mesh.getLast().eval("global:register_name({theirs, 1}, self())");
        assertThat(node.global()
                        .whereis(tuple(atom("theirs"), integer(1)))
                        .orElseThrow()
                        .node())
                .isEqualTo(atom(mesh.getLast().name().toString()));
        assertThat(node.global().whereis("nobody")).isEmpty();
        mesh.getLast().eval("global:unregister_name({theirs, 1})");
        for (ErlNode erl : mesh) node.disconnect(erl.name().toString());
        assertThatThrownBy(() -> node.global().whereis("nobody"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connect to a member");
    }

    @Test
    void keepsItsNameThroughCutsFromEachMemberInTurn() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        for (ErlNode erl : mesh) {
            awaitEverywhere("'" + US + "'");
            erl.eval("erlang:disconnect_node('" + US + "')");
            awaitNode(erl, "undefined");
            node.connect(erl.name().toString());
        }
        awaitEverywhere("'" + US + "'");
        assertThat(name.isHeld()).isTrue();
        assertThat(box.isAlive()).isTrue();
    }

    @Test
    void learnsThatAnotherHasTakenTheNameMeanwhile() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        awaitEverywhere("'" + US + "'");
        ErlNode last = mesh.getLast();
        node.disconnect(last.name().toString());
        awaitNode(last, "undefined");
        assertThat(last.eval("global:register_name(searcher, self())")).isEqualTo("yes");
        node.connect(last.name().toString());
        await().atMost(SOON).until(() -> !name.isHeld());
        assertThat(box.isAlive()).isTrue();
        awaitEverywhere("'" + last.name() + "'");
        last.eval("global:unregister_name(searcher)");
    }

    @Test
    void keepsItsNameAndItsMailboxWhenTheMemberItRegisteredByIsKilled() throws Exception {
        for (ErlNode erl : mesh) node.disconnect(erl.name().toString());
        ErlNode registrar = new ErlCase(ErlReleases.current().getFirst(), false)
                .erl(erlang, "registrar" + (hidden ? "h" : ""))
                .start();
        registrar.eval("net_adm:ping('" + mesh.getFirst().name() + "'), global:sync()");
        node.connect(registrar.name().toString());
        GlobalName name = node.global().register("searcher", box);
        // To monitor the mailbox the others connect by themselves.
        awaitEverywhere("'" + US + "'");
        registrar.kill();
        for (ErlNode erl : mesh) {
            await().atMost(SOON).until(() -> !erl.eval("nodes()").contains("registrar"));
        }
        awaitEverywhere("'" + US + "'");
        assertThat(name.isHeld()).isTrue();
        assertThat(box.isAlive()).isTrue();
    }
}
