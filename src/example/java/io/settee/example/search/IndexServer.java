package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import org.apache.lucene.analysis.Analyzer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open index. It is linked to the process in CouchDB that has it open, its twin: whichever of them fails, the other one ends, too, and CouchDB opens
 * the index anew.
 */
final class IndexServer extends SearchServer {
    private static final Pattern UPDATE = Pattern.of("{update, Id, Fields}");
    private static final Pattern DELETE = Pattern.of("{delete, Id}");
    private static final Pattern SEQUENCE = Pattern.of("{_, Seq}");
    private static final Pattern OPTIONS = Pattern.of("{_, Options}");
    private static final Pattern GROUP1 = Pattern.of("{group1, Query, Field, Refresh, Sort, Offset, Limit}");

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.example.search");

    private final String path;
    private final Analyzer analyzer;
    private final Pid twin;
    private @Nullable SearchIndex index;
    private long updateSeq;
    private long purgeSeq;

    IndexServer(String path, Analyzer analyzer, Pid twin) {
        this.path = path;
        this.analyzer = analyzer;
        this.twin = twin;
    }

    @Override
    protected void init() throws Exception {
        index = new SearchIndex(analyzer);
        // Before main answers, so that the twin cannot see an index that does not end with it.
        link(twin);
    }

    /** On this server's own thread, see {@code submit}. */
    void link(Pid another) throws InterruptedException {
        self().link(another);
    }

    private SearchIndex index() {
        if (index == null) throw new IllegalStateException("asked before it was opened");
        return index;
    }

    long bytes() throws IOException {
        return index().size().bytes();
    }

    @Override
    Reply answer(Term request, From from) throws Exception {
        return Reply.of(
                switch (word(request)) {
                    case "update" -> update(parts(UPDATE, request));
                    case "delete" -> delete(parts(DELETE, request));
                    // Nothing is written anywhere, so what is pending is committed.
                    case "commit", "set_update_seq" -> {
                        updateSeq = parts(SEQUENCE, request).integer("Seq");
                        yield OK;
                    }
                    case "set_purge_seq" -> {
                        purgeSeq = parts(SEQUENCE, request).integer("Seq");
                        yield OK;
                    }
                    case "get_update_seq" -> ok(integer(updateSeq));
                    case "get_purge_seq" -> ok(integer(purgeSeq));
                    case "info" -> ok(info());
                    case "search" -> asked(this::search, options(request));
                    case "group1" -> asked(this::groups, parts(GROUP1, request));
                    case "group2" -> asked(index()::grouped, options(request));
                    default -> badRequest("an index knows no such request: " + request.brief(200));
                });
    }

    private Term update(Match update) throws IOException {
        index().update(update.binary("Id").utf8(), update.list("Fields"));
        return OK;
    }

    private Term delete(Match delete) throws IOException {
        index().delete(delete.binary("Id").utf8());
        return OK;
    }

    private static Options options(Term request) {
        return Options.of(parts(OPTIONS, request).get("Options"));
    }

    private interface Question<T> {
        Term ask(T of) throws Exception;
    }

    /** A question changes nothing: however Lucene fails on it, and it may be anybody's, the index goes on. */
    private <T> Term asked(Question<T> question, T of) throws Exception {
        try {
            return question.ask(of);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("{}: a query failed", this, e);
            return badRequest("the query cannot be answered: "
                    + (e instanceof StackOverflowError ? "it is nested too deeply" : e.getMessage()));
        }
    }

    private Term search(Options options) throws Exception {
        var answer = new ArrayList<Term>();
        answer.add(tuple(atom("update_seq"), integer(updateSeq)));
        answer.addAll(index().search(Request.of(options)));
        return ok(new TermList(answer));
    }

    private Term groups(Match m) throws Exception {
        return ok(index().groups(
                        m.binary("Query").utf8(),
                        m.binary("Field").utf8(),
                        m.get("Refresh").equals(atom("true")),
                        Sorting.of(m.get("Sort")),
                        Math.toIntExact(m.integer("Offset")),
                        Math.toIntExact(m.integer("Limit"))));
    }

    private TermList info() throws IOException {
        SearchIndex.Size size = index().size();
        return list(
                tuple(atom("disk_size"), integer(size.bytes())),
                tuple(atom("doc_count"), integer(size.documents())),
                tuple(atom("doc_del_count"), integer(size.deleted())),
                tuple(atom("pending_seq"), integer(updateSeq)),
                tuple(atom("committed_seq"), integer(updateSeq)),
                tuple(atom("purge_seq"), integer(purgeSeq)));
    }

    @Override
    protected void ended(Term reason) {
        try {
            if (index != null) index.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "index " + path;
    }
}
