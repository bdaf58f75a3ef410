package io.settee.cluster;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Process groups between a visible node of ours and a real one; over TLS and with several releases at once in {@code VisibleErlIT}. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#old")
@Timeout(60)
class PgErlIT {
    private static final String US = "groups@127.0.0.1";
    private static final Term WORKERS = atom("workers");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;
    private Mailbox box;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "pg" + on.suffix()).start();
        erl.eval("""
                {ok, _} = pg:start(pg),
                Member = fun(Group) ->
                    Pid = spawn(fun() -> receive stop -> ok end end),
                    ok = pg:join(Group, Pid),
                    Pid
                end,
                Have = fun(Group) -> [node(P) || P <- pg:get_members(Group)] end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, US).hidden(false).start();
        box = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        erl.eval("[exit(P, kill) || G <- pg:which_groups(), P <- pg:get_local_members(G)]");
        await().atMost(SOON)
                .until(() -> erl.eval("{nodes(), pg:which_groups()}").equals("{[],[]}"));
    }

    private void connect() throws InterruptedException {
        node.connect(erl.name().toString());
    }

    private static void awaitErl(String expressions, String value) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(erl.eval(expressions)).isEqualTo(value));
    }

    private void awaitMembers(int count) {
        await().atMost(SOON).until(() -> node.pg().members(WORKERS).size() == count);
    }

    @Test
    void seesTheirMembersAndIsSeenWhicheverCameFirst() throws Exception {
        erl.eval("Member(workers)");
        node.pg().join("workers", box);
        connect();
        awaitMembers(2);
        awaitErl("lists:sort(Have(workers)) =:= lists:sort(['" + US + "', node()])", "true");
        assertThat(node.pg().localMembers("workers")).containsExactly(box.self());

        node.pg().join(tuple(atom("shard"), integer(1)), box.self());
        awaitErl("Have({shard, 1})", "['" + US + "']");
        erl.eval("Member(\"theirs\")");
        await().atMost(SOON).until(() -> node.pg().groups().contains(string("theirs")));
        assertThat(node.pg().localGroups()).containsExactlyInAnyOrder(WORKERS, tuple(atom("shard"), integer(1)));

        // Their message reaches a member of ours, and ours one of theirs.
        erl.eval("[P] = [P || P <- pg:get_members(workers), node(P) =/= node()], P ! {job, self()}, ok");
        Term job = box.receive(SOON).orElseThrow();
        Pid from = (Pid) ((Tuple) job).at(1);
        assertThat(from.node().name()).isEqualTo(erl.name().toString());
    }

    @Test
    void isInAGroupAsOftenAsItHasJoined() throws Exception {
        connect();
        Pg pg = node.pg();
        for (int i = 0; i < 3; i++) pg.join("workers", box);
        awaitErl("length(Have(workers))", "3");
        assertThat(pg.leave("workers", box)).isTrue();
        awaitErl("length(Have(workers))", "2");
        assertThat(pg.leave(atom("others"), box.self())).isFalse();
        pg.join("others", box);
        awaitErl("Have(others)", "['" + US + "']");
        // Its death takes it out of all, as often as it is there.
        box.close();
        awaitErl("pg:which_groups()", "[]");
        assertThat(pg.groups()).isEmpty();
        assertThat(pg.leave("workers", box)).isFalse();
    }

    @Test
    void tellsThoseWhoMonitor() throws Exception {
        connect();
        Pg pg = node.pg();
        Mailbox all = node.mailbox();
        Mailbox one = node.mailbox();
        pg.join("workers", box);
        Pg.Monitored ofAll = pg.monitor(all);
        Pg.Monitored ofOne = pg.monitor(WORKERS, one);
        assertThat(ofAll.groups()).isEqualTo(ofOne.groups()).containsOnlyKeys(WORKERS);

        erl.eval("Theirs = Member(workers), Member(others)");
        Pid theirs = joined(all, ofAll, "workers");
        joined(all, ofAll, "others");
        assertThat(joined(one, ofOne, "workers")).isEqualTo(theirs);
        erl.eval("Theirs ! stop");
        Term left = tuple(ofOne.ref(), atom("leave"), WORKERS, list(theirs));
        assertThat(one.receive(SOON)).contains(left);
        box.close();
        assertThat(one.receive(SOON)).contains(tuple(ofOne.ref(), atom("leave"), WORKERS, list(box.self())));
        assertThat(pg.demonitor(ofOne.ref())).isTrue();
        assertThat(pg.demonitor(ofOne.ref())).isFalse();
        pg.join("workers", all);
        assertThat(all.receive(SOON)).contains(tuple(ofAll.ref(), atom("leave"), WORKERS, list(theirs)));
        assertThat(one.size()).isZero();
    }

    private static Pid joined(Mailbox box, Pg.Monitored by, String group) throws InterruptedException {
        var match = box.receive(
                        Pattern.of("{Ref, join, Group, [Pid]}")
                                .with("Ref", by.ref())
                                .with("Group", atom(group)),
                        SOON)
                .orElseThrow();
        return match.pid("Pid");
    }

    @Test
    void losesAndRegainsTheOthersAcrossCuts() throws Exception {
        erl.eval("Member(workers)");
        node.pg().join("workers", box);
        for (int round = 1; round <= 3; round++) {
            connect();
            awaitMembers(2);
            awaitErl("length(Have(workers))", "2");
            if (round % 2 == 0) erl.eval("erlang:disconnect_node('" + US + "')");
            else node.disconnect(erl.name().toString());
            awaitMembers(1);
            awaitErl("Have(workers)", "['" + erl.name() + "']");
        }
    }

    @Test
    void findsAScopeThatEndsAndComesAgain() throws Exception {
        connect();
        node.pg("mine").join("workers", box);
        assertThat(node.pg("mine")).isSameAs(node.pg("mine"));
        erl.eval("{ok, Mine} = pg:start(mine)");
        awaitErl("length(pg:get_members(mine, workers))", "1");
        erl.eval("pg:join(mine, workers, self())");
        await().atMost(SOON).until(() -> node.pg("mine").members("workers").size() == 2);
        erl.eval("exit(Mine, kill)");
        await().atMost(SOON).until(() -> node.pg("mine").members("workers").size() == 1);
        erl.eval("pg:start(mine)");
        awaitErl("length(pg:get_members(mine, workers))", "1");
        node.pg("mine").close();
        awaitErl("pg:which_groups(mine)", "[]");
        await().atMost(SOON).until(() -> node.whereis("mine").isEmpty());
        node.pg("mine").join("others", box);
        awaitErl("pg:which_groups(mine)", "[others]");
        erl.eval("exit(whereis(mine), kill)");
    }

    @Test
    void refusesWhatIsNotItsOwn() throws Exception {
        Mailbox named = node.mailbox("taken");
        assertThatThrownBy(() -> node.pg("taken"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the name taken is taken");
        erl.eval("Member(workers)");
        connect();
        node.pg();
        awaitMembers(1);
        Pid theirs = node.pg().members("workers").getFirst();
        assertThatThrownBy(() -> node.pg().join(WORKERS, theirs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only its own node");
        named.close();
        // What is no message of pg, or in the name of nobody it knows, changes nothing.
        erl.eval("[{pg, '" + US + "'} ! M || M <- [hello, {discover, a}, {join, self(), workers, self()},"
                + " {'$gen_cast', {sync, b, []}}, {sync, self(), [a]}, {leave, self(), [self()], [workers]}]]");
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
        erl.eval("Member(workers)");
        awaitMembers(2);
    }

    @Test
    void isNotSeenOverAHiddenConnection() throws Exception {
        node.close();
        node = on.settee(erlang, US).start();
        box = node.mailbox();
        erl.eval("Member(workers)");
        node.pg().join("workers", box);
        connect();
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
        erl.eval("Member(workers)");
        assertThat(erl.eval("[N || N <- Have(workers), N =/= node()]")).isEqualTo("[]");
        assertThat(node.pg().members("workers")).containsExactly(box.self());
    }
}
