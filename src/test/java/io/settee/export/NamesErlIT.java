package io.settee.export;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.error.HandshakeException;
import io.settee.identity.Cookie;
import io.settee.node.NodeEvent;
import io.settee.node.NodeKind;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

/** The names and functions that nodes of Erlang expect on each other, asked for by real ones. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#old")
@Timeout(60)
class NamesErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    private ErlangNode node;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "asker" + on.release()).start();
        erl.eval("""
                J = 'j@127.0.0.1',
                Next = fun() -> receive M -> M after 5000 -> nothing end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @BeforeEach
    void open() throws InterruptedException {
        node = on.settee(erlang, "j@127.0.0.1").exports(Exports.NONE.standard()).start();
    }

    @AfterEach
    void close() {
        node.close();
        Connections.awaitNone(erl);
    }

    private static void expect(String expression, String value) {
        assertThat(erl.eval(expression)).isEqualTo(value);
    }

    private void expectAlive() throws InterruptedException {
        assertThat(node.ping(erl.name().toString(), SOON)).isTrue();
        expect("net_adm:ping(J)", "pong");
    }

    @Test
    void doesNotStopOnRequest() throws Exception {
        expect(
                "rpc:call(J, init, stop, [])",
                "{badrpc,{'EXIT',{refused,<<\"init:stop/0: this node does not stop on request\">>}}}");
        expect(
                "rpc:call(J, erlang, halt, [1])",
                "{badrpc,{'EXIT',{refused,<<\"erlang:halt/1: this node does not stop on request\">>}}}");
        expect(
                "rpc:call(J, init, restart, [])",
                "{badrpc,{'EXIT',{refused,<<\"init:restart/0: this node can stop, but not start again\">>}}}");
        erl.eval("{init, J} ! {stop, stop}, {init, J} ! {stop, {stop, 1}}, {init, J} ! {stop, restart}");
        expectAlive();
    }

    @Test
    void stopsOnRequestIfAllowed() throws Exception {
        var requests = new LinkedBlockingQueue<StopRequest>();
        node.export(Exports.NONE.onStop(requests::add));
        expect("rpc:call(J, init, stop, [])", "ok");
        assertThat(requests.poll(10, TimeUnit.SECONDS)).isEqualTo(new StopRequest(erl.name(), integer(0)));
        erl.eval("{init, J} ! {stop, restart}, {init, J} ! {stop, {stop, 3}}");
        assertThat(requests.poll(10, TimeUnit.SECONDS)).isEqualTo(new StopRequest(erl.name(), integer(3)));

        node.export(Exports.NONE.allow("friend@127.0.0.1").onStop(requests::add));
        erl.eval("{init, J} ! {stop, stop}");
        expectAlive();
        assertThat(requests).isEmpty();

        node.export(Exports.NONE.onStop(request -> node.close()));
        expect("rpc:call(J, init, stop, [0])", "ok");
        Connections.awaitNone(erl);
    }

    @Test
    void tellsThatItHasStarted() {
        expect("{init, J} ! {self(), get_status}, Next()", "{init,{started,started}}");
        expect("rpc:call(J, init, get_status, [])", "{started,started}");
    }

    @Test
    void takesTheLogEventsOfWhatItHasStarted() throws Exception {
        try (var leader = node.mailbox("leader")) {
            // BEAM sends the events of a process to the node of its group leader.
            erl.eval("{leader, J} ! up, Leader = rpc:call(J, erlang, whereis, [leader])");
            assertThat(leader.receive(SOON)).contains(atom("up"));
            erl.eval("""
                    {_, Logging} = spawn_monitor(fun() -> group_leader(Leader, self()), logger:error("it ~p", [failed]) end),
                    receive {'DOWN', Logging, _, _, _} -> ok end,
                    {logger_proxy, J} ! {log, error, "it ~p", [failed], #{}},
                    {logger, J} ! {log, info, #{what => is}, #{}},
                    {logger, J} ! nonsense""");
            expectAlive();
            assertThat(node.droppedMessages()).isZero();
        }
    }

    @Test
    void printsForWhomIsAllowed() {
        erl.eval("User = rpc:call(J, erlang, whereis, [user])");
        expect("io:format(User, \"~s ~p~n\", [\"seen\", {user, box}])", "ok");
        // It has no input, and says so.
        expect("io:get_line(User, '')", "eof");
        node.export(Exports.NONE.allow("friend@127.0.0.1"));
        expect(
                "User ! {io_request, self(), asked, {put_chars, unicode, \"x\"}}, receive {io_reply, asked, Refusal} -> Refusal end",
                "{error,terminated}");
    }

    @Test
    void hasTheFunctionsThatToolsAskFor() throws Exception {
        expect("rpc:call(J, erlang, node, [])", "'j@127.0.0.1'");
        expect("rpc:call(J, erlang, nodes, [])", "[]");
        expect("rpc:call(J, erlang, nodes, [hidden]) =:= [node()]", "true");
        expect("rpc:call(J, erlang, nodes, [[this, connected]]) =:= lists:sort([node(), J])", "true");
        assertThat(erl.eval("rpc:call(J, erlang, nodes, [nonsense])")).startsWith("{badrpc,{'EXIT',{badarg,[");
        expect("lists:member(rex, rpc:call(J, erlang, registered, []))", "true");
        expect("lists:member(rpc:call(J, erlang, whereis, [rex]), rpc:call(J, erlang, processes, []))", "true");
        expect("rpc:call(J, erlang, whereis, [nobody])", "undefined");
        expect("rpc:call(J, erlang, system_info, [otp_release])", "\"25\"");
        expect("is_integer(rpc:call(J, erlang, memory, [total]))", "true");
        expect("rpc:call(J, net_adm, localhost, [])", "\"127.0.0.1\"");
        expect("rpc:call(J, net_kernel, longnames, [])", "true");
        // What observer asks first.
        expect(
                "rpc:call(J, observer_backend, sys_info, [])",
                "{badrpc,{'EXIT',{undef,[{observer_backend,sys_info,[],[]}]}}}");
        node.export(Exports.NONE);
        expect("rpc:call(J, erlang, node, [])", "{badrpc,{'EXIT',{undef,[{erlang,node,[],[]}]}}}");
    }

    @Test
    void hasNoProcessByOtherNames() {
        for (String name : new String[] {"code_server", "error_logger", "erl_epmd", "kernel_sup", "file_server_2"}) {
            expect(
                    "R_%1$s = monitor(process, {%1$s, J}), receive {'DOWN', R_%1$s, process, _, Why_%1$s} -> Why_%1$s end"
                            .formatted(name),
                    "noproc");
        }
    }

    @Test
    void leavesANameToWhomTheUserGivesIt() throws Exception {
        node.close();
        Connections.awaitNone(erl);
        node = on.settee(erlang, "j@127.0.0.1").start();
        try (var rex = node.mailbox("rex")) {
            node.export(Exports.NONE.standard());
            erl.eval("{rex, J} ! mine");
            assertThat(rex.receive(SOON)).contains(atom("mine"));
            expect("rpc:call(J, erlang, node, [])", "'j@127.0.0.1'");
        }
    }

    @Test
    void tellsWhichNodesAreConnectedAndHow() throws Exception {
        assertThat(node.nodes(NodeKind.KNOWN)).containsExactly(node.name());
        node.connect(erl.name().toString());
        assertThat(node.nodes()).isEmpty();
        assertThat(node.nodes(NodeKind.HIDDEN)).containsExactly(erl.name());
        assertThat(node.nodes(NodeKind.THIS, NodeKind.CONNECTED)).containsExactly(erl.name(), node.name());
        node.disconnect(erl.name().toString());
        assertThat(node.nodes(NodeKind.CONNECTED)).isEmpty();
        assertThat(node.nodes(NodeKind.KNOWN)).containsExactly(erl.name(), node.name());

        try (ErlangNode visible =
                on.settee(erlang, "visible@127.0.0.1").hidden(false).start()) {
            visible.connect(erl.name().toString());
            assertThat(visible.nodes()).containsExactly(erl.name());
            assertThat(visible.nodes(NodeKind.HIDDEN)).isEmpty();
        }
    }

    @Test
    void tellsOfNodesAsMonitorNodesDoes() throws Exception {
        var events = ErlCase.events(node);
        ErlNode other = on.erl(erlang, "other" + on.release()).start();
        node.connect(other.name().toString());
        assertThat(events.next(NodeEvent.PeerUp.class).peer().hidden()).isTrue();
        other.kill();
        NodeEvent.PeerDown down = events.next(NodeEvent.PeerDown.class);
        assertThat(down.peer().node()).isEqualTo(other.name());
        assertThat(down.reason().kind().atom()).isEqualTo("connection_closed");
        node.connect(erl.name().toString());
        node.disconnect(erl.name().toString());
        assertThat(events.next(NodeEvent.PeerDown.class).reason().kind().atom()).isEqualTo("disconnect");
    }

    @Test
    void changesCookiesAtRunTime() throws Exception {
        String peer = erl.name().toString();
        node.setCookie(Cookie.of("another"));
        assertThatThrownBy(() -> node.connect(peer)).isInstanceOf(HandshakeException.class);
        node.setCookie(peer, Cookie.of("settee-it"));
        node.connect(peer);
        assertThat(node.ping(peer, SOON)).isTrue();
    }
}
