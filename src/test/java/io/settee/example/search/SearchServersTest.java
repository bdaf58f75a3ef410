package io.settee.example.search;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search node's servers, of which one may be in trouble and the others are not to share it. */
@Timeout(60)
class SearchServersTest {
    private static final String PATH = "shards/00000000-ffffffff/db1.1795297507/8df79bf45cf17dbcb86cf15265e97227";
    private static final Term VERSION = Term.parse("{ok, <<\"1.0\">>}");

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private Mailbox twin;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("search").start();
        node.start("sup", new SupServer(node));
        twin = node.mailbox();
    }

    @AfterEach
    void close() {
        node.close();
        cluster.close();
    }

    private Pid pid(String server) {
        return node.whereis(server).orElseThrow();
    }

    private Term ask(Pid server, String request) throws InterruptedException {
        return node.gen(server).within(SOON).call(Term.parse(request));
    }

    private Pid openIndex() throws InterruptedException {
        Term open = tuple(atom("open"), twin.self(), binary(PATH), binary("standard"));
        Match answer = Pattern.of("{ok, Index}")
                .match(node.gen(pid("main")).within(SOON).call(open))
                .orElseThrow();
        return answer.pid("Index");
    }

    private void system(Pid server, String request) throws InterruptedException {
        Ref tag = node.newRef();
        twin.send(server, tuple(atom("system"), tuple(twin.self(), tag), atom(request)));
        assertThat(twin.receive(Pattern.of("{Tag, ok}").with("Tag", tag), SOON)).isPresent();
    }

    @Test
    void keepsNobodyWaitingForAnIndexThatIsBusy() throws Exception {
        Pid main = pid("main");
        Pid index = openIndex();
        system(index, "suspend");
        CompletableFuture<Term> size = node.gen(main).withoutLimit().callAsync(tuple(atom("disk_size"), binary(PATH)));
        assertThat(ask(main, "version")).isEqualTo(VERSION);
        system(index, "resume");
        assertThat(size.get(10, TimeUnit.SECONDS).toString()).matches("\\{ok,\\[\\{disk_size,[0-9]+\\}\\]\\}");
        assertThat(pid("main")).isEqualTo(main);
    }

    @Test
    void goesOnAfterWhatNobodyShouldSay() throws Exception {
        Pid main = pid("main");
        Pid cleanup = pid("cleanup");
        for (String odd : new String[] {
            "{'$gen_cast', {cleanup, 1}}",
            "{'$gen_cast', {cleanup, <<\"db1\">>, [1]}}",
            "{'EXIT', a, b}",
            "{ping, a, b}"
        }) {
            twin.send(main, Term.parse(odd));
            assertThat(ask(main, "version")).as(odd).isEqualTo(VERSION);
        }
        twin.send(cleanup, Term.parse("{'$gen_cast', rename}"));
        assertThat(ask(cleanup, "x").toString()).startsWith("{error,{bad_request,");
        assertThat(pid("main")).isEqualTo(main);
        assertThat(pid("cleanup")).isEqualTo(cleanup);
    }

    @Test
    void answersNoPingOfANodeThatIsGone() throws Exception {
        Pid gone;
        try (ErlangNode far = cluster.node("far").start()) {
            gone = far.mailbox().self();
        }
        Pid main = pid("main");
        twin.send(main, tuple(atom("ping"), gone, node.newRef()));
        assertThat(ask(main, "version")).isEqualTo(VERSION);
        assertThat(pid("main")).isEqualTo(main);
    }

    @Test
    void keepsAnIndexThroughQueriesThatAreTooMuchForLucene() throws Exception {
        Pid index = openIndex();
        for (String query : new String[] {"name:/[ac]*a[ac]{50,200}/", "(".repeat(50_000) + "a" + ")".repeat(50_000)}) {
            Term search = tuple(atom("search"), Term.parse("[{query, <<\"" + query + "\">>}]"));
            assertThat(node.gen(index).within(SOON).call(search).toString())
                    .startsWith("{error,{bad_request,<<\"the query cannot be answered: ");
        }
        assertThat(ask(index, "{group1, <<\"*:*\">>, <<\"name\">>, true, relevance, 0, 1000000000000}")
                        .toString())
                .startsWith("{error,{bad_request,<<");
        assertThat(ask(index, "get_update_seq")).isEqualTo(Term.parse("{ok, 0}"));
    }
}
