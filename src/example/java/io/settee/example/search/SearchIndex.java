package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.term.Real;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.facet.range.DoubleRange;
import org.apache.lucene.facet.range.DoubleRangeFacetCounts;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.grouping.FirstPassGroupingCollector;
import org.apache.lucene.search.grouping.GroupDocs;
import org.apache.lucene.search.grouping.SearchGroup;
import org.apache.lucene.search.grouping.TermGroupSelector;
import org.apache.lucene.search.grouping.TopGroupsCollector;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One full-text index, in memory. One thread at a time. */
final class SearchIndex implements AutoCloseable {
    private final Analyzer analyzer;
    private final Directory directory = new ByteBuffersDirectory();
    private final IndexWriter writer;
    private final SearcherManager searchers;

    SearchIndex(Analyzer analyzer) throws IOException {
        this.analyzer = analyzer;
        this.writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
        this.searchers = new SearcherManager(writer, null);
    }

    /** Puts a document in the place of an earlier one of its name; the fields as {@link Fields#document} takes them. */
    void update(String id, TermList fields) throws IOException {
        writer.updateDocument(term(Fields.ID, id), Fields.document(id, fields));
    }

    void delete(String id) throws IOException {
        writer.deleteDocuments(term(Fields.ID, id));
    }

    private static org.apache.lucene.index.Term term(String field, String text) {
        return new org.apache.lucene.index.Term(field, text);
    }

    /** How much it holds: documents, deleted ones that still take room, and bytes. */
    record Size(int documents, int deleted, long bytes) {}

    Size size() throws IOException {
        writer.flush();
        long bytes = 0;
        for (String file : directory.listAll()) bytes += directory.fileLength(file);
        return new Size(
                writer.getDocStats().numDocs, writer.getDocStats().maxDoc - writer.getDocStats().numDocs, bytes);
    }

    /**
     * Looks for documents.
     *
     * @return {@code [{total_hits, N}, {hits, [{hit, Order, Fields}]} | [{counts, Facets}] ++ [{ranges, Facets}]]}
     */
    List<Term> search(Request wanted) throws BadRequestException, IOException {
        Query query = narrowed(wanted);
        return with(wanted.refresh(), searcher -> {
            List<ScoreDoc> found = List.of();
            int total = searcher.count(query);
            if (wanted.limit() > 0) {
                var after = wanted.after() == null ? null : Sorting.after(wanted.after(), wanted.sort());
                var top = new TopFieldCollectorManager(wanted.sort(), most(searcher, wanted.limit()), after, 1);
                found = List.of(searcher.search(query, top).scoreDocs);
            }
            var hits = new Hits(searcher, query, analyzer, wanted.includedFields(), wanted.highlighting());
            var answer = new ArrayList<Term>();
            answer.add(tuple(atom("total_hits"), integer(total)));
            answer.add(tuple(atom("hits"), hits.of(found)));
            if (wanted.counts().isEmpty() && wanted.ranges().isEmpty()) return answer;
            FacetsCollector facets = searcher.search(query, new FacetsCollectorManager());
            if (!wanted.counts().isEmpty()) answer.add(tuple(atom("counts"), counts(searcher, facets, wanted.counts())));
            if (!wanted.ranges().isEmpty()) answer.add(tuple(atom("ranges"), ranges(facets, wanted.ranges())));
            return answer;
        });
    }

    /**
     * The best groups.
     *
     * @return {@code [{Value, [SortedBy]}]}, Value {@code null} for the documents without the field
     */
    TermList groups(String text, String field, boolean refresh, Sort sort, int offset, int limit)
            throws BadRequestException, IOException {
        Query query = parsed(text);
        String by = Sorting.groupField(field);
        return with(refresh, searcher -> {
            var first = new FirstPassGroupingCollector<>(
                    new TermGroupSelector(by), sort.rewrite(searcher), most(searcher, (long) offset + limit));
            Collection<SearchGroup<BytesRef>> groups =
                    searcher.search(query, new One<>(first)).getTopGroups(offset);
            var answer = new ArrayList<Term>();
            if (groups != null) {
                for (SearchGroup<BytesRef> group : groups) {
                    answer.add(tuple(value(group.groupValue), new TermList(Sorting.values(group.sortValues))));
                }
            }
            return new TermList(answer);
        });
    }

    /**
     * What is in groups that {@link #groups} has found.
     *
     * @param options those of {@code {group2, Options}}
     * @return {@code {ok, TotalHits, TotalGroupedHits, [{Value, GroupHits, [Hit]}]}}
     */
    Term grouped(Options options) throws BadRequestException, IOException {
        Query query = parsed(options.text("query", "*:*"));
        Sort groupSort = Sorting.of(options.get("group_sort").orElse(null));
        Sort sort = Sorting.of(options.get("sort").orElse(null));
        String by = Sorting.groupField(options.text("field", ""));
        int limit = options.number("limit", 25);
        var wanted = new ArrayList<SearchGroup<BytesRef>>();
        for (Term one : Options.list("groups", options.get("groups").orElse(TermList.NIL))) {
            wanted.add(group(one, groupSort));
        }
        return with(options.flag("refresh", true), searcher -> {
            if (wanted.isEmpty()) return tuple(atom("ok"), integer(0), integer(0), TermList.NIL);
            var hits = new Hits(
                    searcher, query, analyzer, Request.includedFields(options), Request.Highlighting.of(options));
            var second = new TopGroupsCollector<>(
                    new TermGroupSelector(by),
                    wanted,
                    groupSort.rewrite(searcher),
                    sort.rewrite(searcher),
                    most(searcher, limit),
                    false);
            var top = searcher.search(query, new One<>(second)).getTopGroups(0);
            var answer = new ArrayList<Term>();
            for (GroupDocs<BytesRef> group : top.groups) {
                answer.add(tuple(
                        value(group.groupValue()),
                        integer(group.totalHits().value()),
                        hits.of(List.of(group.scoreDocs()))));
            }
            return tuple(
                    atom("ok"),
                    integer(top.totalHitCount),
                    integer(top.totalGroupedHitCount),
                    new TermList(answer));
        });
    }

    /** As many as are wanted, and no more than there are: Lucene makes room for all of them. */
    private static int most(IndexSearcher searcher, long wanted) {
        return Math.clamp(wanted, 1, Math.max(1, searcher.getIndexReader().maxDoc()));
    }

    private static SearchGroup<BytesRef> group(Term wanted, Sort sort) throws BadRequestException {
        var pair = Options.pair("groups", wanted);
        List<Term> values = Options.list("groups", pair.at(1)).elements();
        if (values.size() != sort.getSort().length) throw new BadRequestException("invalid groups query");
        var group = new SearchGroup<BytesRef>();
        group.groupValue = pair.at(0).equals(atom("null")) ? null : new BytesRef(Options.text("groups", pair.at(0)));
        group.sortValues = Sorting.values(values, sort);
        return group;
    }

    private static Term value(@Nullable BytesRef group) {
        return group == null ? atom("null") : binary(group.utf8ToString());
    }

    private Query parsed(String text) throws BadRequestException {
        try {
            // A parser is for one thread and cheap; some of its state outlives a parse.
            return new CouchQueryParser(analyzer).parse(text);
        } catch (ParseException e) {
            throw new BadRequestException("Malformed query: " + e.getMessage());
        }
    }

    private Query narrowed(Request wanted) throws BadRequestException {
        Query query = parsed(wanted.query());
        if (wanted.partition() == null && wanted.drilldown().isEmpty()) return query;
        var all = new BooleanQuery.Builder().add(query, Occur.MUST);
        if (wanted.partition() != null) {
            all.add(new TermQuery(term("_partition", wanted.partition())), Occur.FILTER);
        }
        for (List<String> words : wanted.drilldown()) {
            var any = new BooleanQuery.Builder();
            for (String word : words.subList(1, words.size())) {
                String field = Fields.facet(words.get(0));
                any.add(SortedSetDocValuesField.newSlowExactQuery(field, new BytesRef(word)), Occur.SHOULD);
            }
            all.add(any.build(), Occur.FILTER);
        }
        return all.build();
    }

    private static TermList counts(IndexSearcher searcher, FacetsCollector found, List<String> fields)
            throws IOException {
        var all = new ArrayList<Term>();
        for (String field : fields) {
            var state = new StringDocValuesReaderState(searcher.getIndexReader(), Fields.facet(field));
            all.add(facet(field, new StringValueFacetCounts(state, found).getAllChildren(Fields.facet(field))));
        }
        return new TermList(all);
    }

    private static TermList ranges(FacetsCollector found, List<Request.Ranges> wanted) throws IOException {
        var all = new ArrayList<Term>();
        for (Request.Ranges ranges : wanted) {
            DoubleRange[] of = ranges.labelled().stream()
                    .map(one -> new DoubleRange(
                            one.label(),
                            one.range().from(),
                            one.range().includesFrom(),
                            one.range().to(),
                            one.range().includesTo()))
                    .toArray(DoubleRange[]::new);
            String field = Fields.number(ranges.field());
            all.add(facet(ranges.field(), new DoubleRangeFacetCounts(field, found, of).getAllChildren(field)));
        }
        return new TermList(all);
    }

    /** {@code {[Field], Count, [{[Field, Label], Count, []}]}}. */
    private static Term facet(String field, @Nullable FacetResult result) {
        var children = new ArrayList<Term>();
        double total = 0;
        if (result != null) {
            total = result.value.doubleValue();
            for (LabelAndValue one : result.labelValues) {
                children.add(tuple(
                        list(binary(field), binary(one.label)), new Real(one.value.doubleValue()), TermList.NIL));
            }
        }
        return tuple(list(binary(field)), new Real(total), new TermList(children));
    }

    private interface Search<T> {
        T in(IndexSearcher searcher) throws BadRequestException, IOException;
    }

    private <T> T with(boolean refresh, Search<T> search) throws BadRequestException, IOException {
        if (refresh) searchers.maybeRefreshBlocking();
        IndexSearcher searcher = searchers.acquire();
        try {
            return search.in(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** For searches on one thread: the collector that is given. */
    private record One<C extends Collector>(C collector) implements CollectorManager<C, C> {
        @Override
        public C newCollector() {
            return collector;
        }

        @Override
        public C reduce(Collection<C> all) {
            return collector;
        }
    }

    /** Forgets everything. */
    @Override
    public void close() throws IOException {
        searchers.close();
        writer.rollback();
        directory.close();
    }
}
