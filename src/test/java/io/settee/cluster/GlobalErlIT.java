package io.settee.cluster;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.call.Gen;
import io.settee.call.NoProcessException;
import io.settee.call.RemoteErrorException;
import io.settee.call.RemoteExitException;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Term;
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

/** Global names by way of a mesh of all current releases: as a visible node over TLS, as a hidden one over TCP. */
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

    private static ErlCase on(int release, boolean hidden) {
        return new ErlCase(release, !hidden);
    }

    @BeforeParameterizedClassInvocation
    static void startErl(boolean hidden) {
        mesh.clear();
        for (int release : ErlReleases.current()) {
            mesh.add(on(release, hidden)
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
        node = on(ErlReleases.current().getFirst(), hidden)
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
    void hasNoNameForAMailboxThatHasEndedBefore() throws Exception {
        box.close();
        assertThat(node.global().register("searcher", box).isHeld()).isFalse();
        awaitEverywhere("undefined");
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
    void callsTheServerThatHasAGlobalNameAtTheTime() throws Exception {
        Gen adder = node.global().gen("adder").within(SOON);
        Gen byWayOfOne = node.rpc(mesh.get(1).name().toString()).within(SOON).via("global", atom("adder"));
        Term question = tuple(atom("add"), integer(1), integer(2));
        for (ErlNode erl : List.of(mesh.getLast(), mesh.getFirst())) {
            erl.eval("""
                    yes = global:register_name(adder, spawn(fun Loop() -> receive
                        {'$gen_call', From, {add, A, B}} -> gen_server:reply(From, {node(), A + B}), Loop();
                        {'$gen_call', From, {note, N, Pid}} -> Pid ! N, gen_server:reply(From, N), Loop();
                        {'$gen_call', _, stop} -> exit(stopped);
                        {'$gen_cast', {tell, Pid}} -> Pid ! {told, node()}, Loop() end end)), global:sync()""");
            Term there = atom(erl.name().toString());
            assertThat(adder.call(question)).isEqualTo(tuple(there, integer(3)));
            assertThat(byWayOfOne.call(question)).isEqualTo(tuple(there, integer(3)));
            assertThat(adder.callAsync(question).get(10, SECONDS)).isEqualTo(tuple(there, integer(3)));
            adder.cast(tuple(atom("tell"), box.self()));
            assertThat(box.receive(SOON)).contains(tuple(atom("told"), there));
            for (int i = 0; i < 50; i++) adder.callAsync(tuple(atom("note"), integer(i), box.self()));
            adder.cast(tuple(atom("tell"), box.self()));
            for (int i = 0; i < 50; i++) assertThat(box.receive(SOON)).contains(integer(i));
            assertThat(box.receive(SOON)).contains(tuple(atom("told"), there));
            assertThatThrownBy(() -> adder.call(atom("stop")))
                    .isInstanceOf(RemoteExitException.class)
                    .hasMessageContaining("stopped");
            for (ErlNode each : mesh) {
                await().atMost(SOON)
                        .until(() -> each.eval("global:whereis_name(adder)").equals("undefined"));
            }
        }
        assertThatThrownBy(() -> adder.call(question))
                .isInstanceOf(NoProcessException.class)
                .hasMessage(US + ": call to {global,adder}: no process has this name or pid there (noproc)");
        assertThatThrownBy(() -> byWayOfOne.callAsync(question).get(10, SECONDS))
                .hasCauseInstanceOf(NoProcessException.class)
                .hasMessageContaining(mesh.get(1).name() + ": call to {via,global,adder}: no process");
        assertThatThrownBy(() -> node.rpc(mesh.getFirst().name().toString())
                        .via("no_such_registry", atom("adder"))
                        .call(question))
                .isInstanceOf(RemoteErrorException.class)
                .hasMessageContaining("undef");
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
    void holdsItsNameWhileTwoHalvesDisagreeAndGlobalGivesItTheName() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        node.global().register("witness", node.mailbox());
        // Of two nodes whose processes have one name, global prefers the lesser: ours.
        try (ErlNode apart = on(ErlReleases.current().getFirst(), hidden)
                .erl(erlang, "stranger" + (hidden ? "h" : ""))
                .start()) {
            apart.eval("yes = global:register_name(searcher, spawn(fun() -> receive stop -> ok end end))");
            node.connect(apart.name().toString());
            await().atMost(SOON)
                    .until(() -> !apart.eval("global:whereis_name(witness)").equals("undefined"));
            assertThat(name.isHeld()).isTrue();
            assertThat(apart.eval("net_adm:ping('" + mesh.getFirst().name() + "'), global:sync()"))
                    .isEqualTo("ok");
            awaitNode(apart, "'" + US + "'");
            awaitEverywhere("'" + US + "'");
            assertThat(name.isHeld()).isTrue();
            assertThat(box.isAlive()).isTrue();
        }
    }

    @Test
    void givesItsNameUpAlsoWhereTheOthersAreNotKnown() throws Exception {
        GlobalName name = node.global().register("searcher", box);
        try (ErlNode apart = on(ErlReleases.current().getFirst(), hidden)
                .erl(erlang, "recluse" + (hidden ? "h" : ""))
                .start()) {
            node.connect(apart.name().toString());
            awaitNode(apart, "'" + US + "'");
            name.unregister();
            awaitNode(apart, "undefined");
            awaitEverywhere("undefined");
        }
    }

    @Test
    void keepsItsNameAndItsMailboxWhenTheMemberItRegisteredByIsKilled() throws Exception {
        for (ErlNode erl : mesh) node.disconnect(erl.name().toString());
        ErlNode registrar = on(ErlReleases.current().getFirst(), hidden)
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
