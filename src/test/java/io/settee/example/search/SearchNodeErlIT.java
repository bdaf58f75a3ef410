package io.settee.example.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.support.JavaProgram;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The example search node as the program that it is, in a JVM of its own, and real Erlang code that says to it what CouchDB 3.5 says, as recorded from a
 * real one. Over TLS CouchDB's node has the couch carrier, and no rule that exempts the search node.
 */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class SearchNodeErlIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "shards/00000000-ffffffff/db1.1795297507/8df79bf45cf17dbcb86cf15265e97227";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode couch;

    @Parameter
    ErlCase on;

    @TempDir
    Path dir;

    private JavaProgram search;

    @BeforeParameterizedClassInvocation
    static void startCouch(ErlCase on) {
        couch = on.couch(erlang, "node" + on.suffix()).start();
        couch.eval("{ok, M, Code} = compile:file(\"" + erl("couch_player") + "\", [binary]),"
                + " {module, M} = code:load_binary(M, \"couch_player\", Code)");
    }

    private static Path erl(String module) {
        return Path.of("src/test/resources/erl/" + module + ".erl").toAbsolutePath();
    }

    @AfterParameterizedClassInvocation
    static void killCouch() {
        couch.kill();
    }

    @BeforeEach
    void startSearch() throws Exception {
        Path vmArgs = Files.writeString(dir.resolve("vm.args"), on.vmArgs("clouseau1@127.0.0.1"));
        search =
                JavaProgram.start(SearchNode.class, Map.of("ERL_EPMD_PORT", "" + erlang.epmdPort()), vmArgs.toString());
        assertThat(search.line("clouseau1@127.0.0.1")).contains("analyzer, cleanup, main");
        couch.eval("couch_player:start('clouseau1@127.0.0.1')");
    }

    @AfterEach
    void stopSearch() throws InterruptedException {
        search.kill();
        couch.eval("whereis(ioq) =:= undefined orelse exit(whereis(ioq), kill)");
        Connections.awaitNone(couch);
    }

    /** What a call of CouchDB's code gets. */
    private String call(String server, String request) {
        return couch.eval("couch_player:call(" + server + ", " + request + ")", SOON);
    }

    /** CouchDB opens the index: the twin is {@code get(twin)} there, the index {@code get(index)}, and those before them {@code get(before)}. */
    private void open() {
        assertThat(couch.eval("""
                put(before, {get(twin), get(index)}),
                put(twin, couch_player:open(<<"%s">>)),
                put(index, couch_player:index(get(twin))),
                is_pid(get(index))""".formatted(PATH))).isEqualTo("true");
    }

    private void openAnew() {
        open();
        assertThat(couch.eval("get(index) =:= element(2, get(before))")).isEqualTo("false");
    }

    /** Why the index of a twin has ended, as the twin is told. */
    private String endOf(String twin) {
        return couch.eval("(fun(T) -> receive {index_ended, T, R} -> R end end)(" + twin + ")");
    }

    @Test
    void servesCouchDbAsRecordedUntilItIsEnded() throws Exception {
        assertThat(couch.eval("{net_adm:ping('clouseau1@127.0.0.1'), nodes(), nodes(hidden)}"))
                .isEqualTo("{pong,[],['clouseau1@127.0.0.1']}");
        assertThat(call("main", "version")).isEqualTo("{ok,<<\"1.0\">>}");
        open();
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{ok,0}");
        assertThat(call("get(index)", "{set_purge_seq, 0}")).isEqualTo("ok");
        assertThat(call("get(index)", "get_purge_seq")).isEqualTo("{ok,0}");
        assertThat(call("get(index)", """
                {update, <<"doc1">>, [{<<"default">>, <<"alice">>, {[]}},
                  {<<"name">>, <<"alice">>, {[{<<"store">>, true}, {<<"facet">>, true}]}}, {<<"n">>, 7, {[]}}]}""")).isEqualTo("ok");
        assertThat(call("get(index)", "{delete, <<\"_design/x\">>}")).isEqualTo("ok");
        assertThat(call("get(index)", "{commit, 2}")).isEqualTo("ok");
        assertThat(call("get(index)", """
                {search, [{query, <<"name:alice">>}, {partition, nil}, {limit, 25}, {refresh, true}, {'after', nil},
                  {sort, relevance}, {include_fields, nil}, {counts, nil}, {ranges, nil}, {drilldown, []},
                  {highlight_fields, nil}, {highlight_pre_tag, <<"<em>">>}, {highlight_post_tag, <<"</em>">>},
                  {highlight_number, 1}, {highlight_size, 0}]}"""))
                .matches("\\{ok,\\[\\{update_seq,2\\},\\{total_hits,1\\},\\{hits,\\[\\{hit,\\[0\\.[0-9]+,0\\],"
                        + "\\[\\{<<\"_id\">>,<<\"doc1\">>\\},\\{<<\"name\">>,<<\"alice\">>\\}\\]\\}\\]\\}\\]\\}");
        assertThat(call("get(index)", "{group1, <<\"*:*\">>, <<\"name\">>, true, relevance, 0, 10}"))
                .isEqualTo("{ok,[{<<\"alice\">>,[1.0]}]}");
        assertThat(call("get(index)", "info"))
                .matches("\\{ok,\\[\\{disk_size,[0-9]+\\},\\{doc_count,1\\},\\{doc_del_count,0\\},\\{pending_seq,2\\},"
                        + "\\{committed_seq,2\\},\\{purge_seq,0\\}\\]\\}");
        assertThat(call("main", "{disk_size, <<\"nowhere\">>}")).isEqualTo("{ok,[{disk_size,0}]}");
        assertThat(call("main", "{get_root_dir}")).startsWith("{ok,<<");
        assertThat(call("analyzer", "{analyze, <<\"standard\">>, <<\"hello World\">>}"))
                .isEqualTo("{ok,[<<\"hello\">>,<<\"world\">>]}");
        assertThat(couch.eval("[couch_player:ping(N) || N <- [sup, main, analyzer, cleanup]]"))
                .isEqualTo("[pong,pong,pong,pong]");

        assertThat(search.terminate()).as("128 + SIGTERM").isEqualTo(143);
        assertThatThrownBy(() -> search.line("the search node ends"))
                .as("its supervisor has not given up")
                .hasMessageContaining("it ended before a line began with");
        assertThat(call("main", "version")).startsWith("{'EXIT',");
    }

    @Test
    void saysWhatItCannotDoAndGoesOn() {
        open();
        assertThat(call("get(index)", "{search, [{query, <<\"name:[\">>}]}")).startsWith("{error,{bad_request,<<");
        assertThat(call("get(index)", "{update, no_id, []}")).startsWith("{error,{bad_request,<<");
        assertThat(call("get(index)", "what_is_this")).startsWith("{error,{bad_request,<<");
        assertThat(call("main", "{open, self(), <<\"x\">>, <<\"klingon\">>}")).isEqualTo("{error,no_such_analyzer}");
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{ok,0}");
    }

    @Test
    void opensAnIndexOnceAndEndsItWithItsTwin() {
        open();
        open();
        assertThat(couch.eval("get(index) =:= element(2, get(before))")).isEqualTo("true");
        // An index survives the orderly end of a twin.
        couch.eval("couch_player:close(element(1, get(before)))");
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{ok,0}");
        assertThat(
                        couch.eval(
                                "(fun(Ref) -> exit(get(twin), kill), receive {'DOWN', Ref, _, _, Why} -> Why end end)(monitor(process, get(index)))"))
                .isEqualTo("killed");
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{'EXIT',noproc}");
        openAnew();
    }

    @Test
    void endsTheTwinWithItsIndexAndForgetsDeletedDatabases() {
        open();
        couch.eval("exit(get(index), broken)");
        assertThat(endOf("get(twin)")).isEqualTo("broken");
        openAnew();
        couch.eval(
                "gen_server:cast({cleanup, 'clouseau1@127.0.0.1'}, {cleanup, <<\"db1\">>, [<<\"8df79bf45cf17dbcb86cf15265e97227\">>]})");
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{ok,0}");
        couch.eval(
                "gen_server:cast({cleanup, 'clouseau1@127.0.0.1'}, {cleanup, <<\"shards/00000000-ffffffff/db1.1795297507\">>})");
        assertThat(endOf("get(twin)")).isEqualTo("deleted");
    }

    @Test
    void isRestartedByItsSupervisorAfterACrash() {
        open();
        couch.eval("""
                [exit(Pid, kill) || {main, Pid, _, _} <- supervisor:which_children({search_sup, 'clouseau1@127.0.0.1'})]""");
        // Its indexes end with it, and their twins are told.
        assertThat(endOf("get(twin)")).isEqualTo("killed");
        couch.eval("""
                (fun New() ->
                    case couch_player:call(main, version) of {ok, _} -> ok; {'EXIT', noproc} -> timer:sleep(5), New() end
                end)()""");
        openAnew();
    }

    @Test
    void leavesNoCallerHangingWhenItIsKilledAndIsFoundAgain() throws Exception {
        open();
        couch.eval("couch_player:storm(get(index))");
        search.kill();
        assertThat(couch.eval("couch_player:storm_ended()", SOON)).isEqualTo("[noconnection]");
        assertThat(endOf("get(twin)")).isEqualTo("noconnection");
        assertThat(call("main", "version")).isEqualTo("{'EXIT',noconnection}");

        couch.eval("exit(whereis(ioq), kill)");
        startSearch();
        openAnew();
        assertThat(call("get(index)", "get_update_seq")).isEqualTo("{ok,0}");
    }
}
