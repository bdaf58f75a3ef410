package io.settee.example.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Terms;
import io.settee.term.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.search.Sort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The index alone, with questions and documents as CouchDB spells them. */
class SearchIndexTest {
    private SearchIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new SearchIndex(Analyzers.of(Term.parse("<<\"standard\">>")).orElseThrow());
        put("doc1", "alice", 7);
        put("doc2", "bob", 3);
        put("doc3", "alice", 1);
        put("doc4", "alice cooper", 20);
    }

    private void put(String id, String name, int n) throws IOException {
        index.update(id, (TermList) Term.parse("""
                [{<<"default">>, <<"%s">>, {[]}},
                 {<<"name">>, <<"%s">>, {[{<<"store">>, true}, {<<"facet">>, true}]}},
                 {<<"n">>, %d, {[{<<"store">>, <<"yes">>}]}}]""".formatted(name, name, n)));
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private static Options options(String text) {
        return Options.of(Term.parse(text));
    }

    private List<Term> search(String options) throws Exception {
        return index.search(Request.of(options(options)));
    }

    /** The identifiers of the hits, in their order. */
    private List<String> ids(String options) throws Exception {
        return ids(index, options);
    }

    private static List<String> ids(SearchIndex index, String options) throws Exception {
        return hits(index.search(Request.of(options(options)))).elements().stream()
                .map(hit ->
                        Options.of(((Tuple) hit).at(2)).get("_id").orElseThrow().toString())
                .map(id -> id.replaceAll("[<>\"]", ""))
                .toList();
    }

    private TermList hits(String options) throws Exception {
        return hits(search(options));
    }

    private static TermList hits(List<Term> answer) {
        return (TermList) ((Tuple) answer.get(1)).at(1);
    }

    @Test
    void findsWordsAndNumbers() throws Exception {
        assertThat(ids("[{query, <<\"name:alice\">>}, {sort, [<<\"n<number>\">>]}]"))
                .containsExactly("doc3", "doc1", "doc4");
        assertThat(ids("[{query, <<\"n:7\">>}]")).containsExactly("doc1");
        assertThat(ids("[{query, <<\"n:[2 TO 7}\">>}]")).containsExactly("doc2");
        assertThat(ids("[{query, <<\"cooper OR bob\">>}]")).containsExactlyInAnyOrder("doc2", "doc4");
        assertThat(ids("[{query, <<\"_id:doc2\">>}]")).containsExactly("doc2");
        assertThat(search("[{limit, 0}]").get(0)).hasToString("{total_hits,4}");
    }

    @Test
    void tellsWhatIsStoredAndWhereAHitStands() throws Exception {
        assertThat(hits("[{query, <<\"n:7\">>}, {sort, [<<\"-name<string>\">>, <<\"n\">>]}]")
                        .toString())
                .isEqualTo("[{hit,[<<\"alice\">>,7.0,0],"
                        + "[{<<\"_id\">>,<<\"doc1\">>},{<<\"name\">>,<<\"alice\">>},{<<\"n\">>,7.0}]}]");
        assertThat(hits("[{query, <<\"n:7\">>}, {include_fields, [<<\"n\">>]}]").toString())
                .isEqualTo("[{hit,[1.0,0],[{<<\"_id\">>,<<\"doc1\">>},{<<\"n\">>,7.0}]}]");
    }

    @Test
    void goesOnAfterABookmark() throws Exception {
        String sorted = "[{sort, [<<\"-n<number>\">>]}, {limit, 2}, {'after', %s}]";
        assertThat(ids(sorted.formatted("nil"))).containsExactly("doc4", "doc1");
        assertThat(ids(sorted.formatted("[7.0, 0]"))).containsExactly("doc2", "doc3");
        assertThat(ids("[{limit, 2}, {'after', {1.0, 1}}]")).containsExactly("doc3", "doc4");
        assertThatThrownBy(() -> ids(sorted.formatted("[7.0, 1.0, 0]"))).hasMessageContaining("bookmark");
    }

    @Test
    void forgetsWhatIsDeletedOrReplaced() throws Exception {
        index.delete("doc2");
        put("doc1", "carol", 8);
        assertThat(ids("[{sort, <<\"n\">>}]")).containsExactly("doc3", "doc1", "doc4");
        assertThat(ids("[{query, <<\"name:carol\">>}]")).containsExactly("doc1");
        assertThat(index.size().documents()).isEqualTo(3);
    }

    @Test
    void seesChangesOnlyWhenAskedToRefresh() throws Exception {
        assertThat(ids("[]")).hasSize(4);
        index.delete("doc2");
        assertThat(ids("[{refresh, false}]")).hasSize(4);
        assertThat(ids("[{refresh, true}]")).hasSize(3);
    }

    @Test
    void countsByValueAndRangeAndNarrowsByValue() throws Exception {
        List<Term> answer = search("""
                [{counts, [<<"name">>]}, {ranges, [{<<"n">>, [{<<"few">>, <<"[0 TO 7}">>}, {<<"many">>, <<"[7 TO 100]">>}]}]}]""");
        assertThat(answer.get(2))
                .hasToString("{counts,[{[<<\"name\">>],4.0,[{[<<\"name\">>,<<\"alice\">>],2.0,[]},"
                        + "{[<<\"name\">>,<<\"alice cooper\">>],1.0,[]},{[<<\"name\">>,<<\"bob\">>],1.0,[]}]}]}");
        assertThat(answer.get(3))
                .hasToString("{ranges,[{[<<\"n\">>],4.0,[{[<<\"n\">>,<<\"few\">>],2.0,[]},"
                        + "{[<<\"n\">>,<<\"many\">>],2.0,[]}]}]}");
        assertThat(ids("[{drilldown, [[<<\"name\">>, <<\"alice\">>]]}]")).containsExactly("doc1", "doc3");
        assertThat(ids("[{drilldown, [[<<\"name\">>, <<\"alice\">>, <<\"bob\">>]]}]"))
                .containsExactly("doc1", "doc2", "doc3");
    }

    @Test
    void groupsByValue() throws Exception {
        Sort byName = Sorting.of(Term.parse("<<\"name<string>\">>"));
        assertThat(index.groups("*:*", "name<string>", true, byName, 0, 2).toString())
                .isEqualTo("[{<<\"alice\">>,[<<\"alice\">>]},{<<\"alice cooper\">>,[<<\"alice cooper\">>]}]");
        Term grouped = index.grouped(options("""
                [{query, <<"*:*">>}, {field, <<"name">>}, {refresh, true}, {groups, [{<<"alice">>, [<<"alice">>]}]},
                 {group_sort, <<"name<string>">>}, {sort, <<"n">>}, {limit, 1}, {include_fields, []}]"""));
        assertThat(grouped).hasToString("{ok,4,2,[{<<\"alice\">>,2,[{hit,[1.0,2],[{<<\"_id\">>,<<\"doc3\">>}]}]}]}");
    }

    /** CouchDB goes through the answers of all shards side by side. */
    @Test
    void answersAlsoForGroupsOfOtherShardsAndInTheirOrder() throws Exception {
        index.update("doc5", (TermList) Term.parse("[{<<\"n\">>, 5, {[]}}]"));
        String groups = """
                [{field, <<"name">>}, {groups, [{<<"nobody">>, [1.0]}, {null, [1.0]}, {<<"bob">>, [1.0]}]},
                 {group_sort, relevance}, {sort, relevance}, {limit, 5}]""";
        assertThat(index.grouped(options(groups)))
                .hasToString(
                        "{ok,5,2,[{<<\"nobody\">>,0,[]},{null,1,[{hit,[1.0,4],[{<<\"_id\">>,<<\"doc5\">>}]}]},"
                                + "{<<\"bob\">>,1,[{hit,[1.0,1],[{<<\"_id\">>,<<\"doc2\">>},{<<\"name\">>,<<\"bob\">>},{<<\"n\">>,3.0}]}]}]}");
        try (SearchIndex empty = openBy("standard")) {
            assertThat(empty.grouped(options(groups)))
                    .hasToString("{ok,0,0,[{<<\"nobody\">>,0,[]},{null,0,[]},{<<\"bob\">>,0,[]}]}");
            assertThat(empty.groups("*:*", "name", true, Sort.RELEVANCE, 0, 10).elements())
                    .isEmpty();
            assertThat(empty.search(Request.of(options("[{counts, [<<\"name\">>]}, {sort, <<\"n\">>}]"))))
                    .hasToString("[{total_hits,0}, {hits,[]}, {counts,[{[<<\"name\">>],0.0,[]}]}]");
        }
    }

    @Test
    void highlightsWhatMatched() throws Exception {
        assertThat(hits("[{query, <<\"name:cooper\">>}, {highlight_fields, [<<\"name\">>]}]")
                        .toString())
                .contains("{<<\"_highlights\">>,[{<<\"name\">>,[<<\"alice <em>cooper</em>\">>]}]}");
    }

    @Test
    void saysWhatIsWrongWithAQuestion() {
        assertThatThrownBy(() -> search("[{query, <<\"name:[\">>}]")).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> search("[{sort, <<\"n<colour>\">>}]")).hasMessage("Unrecognized type: colour");
        assertThatThrownBy(() -> search("[{ranges, [{<<\"n\">>, [{<<\"x\">>, <<\"some\">>}]}]}]"))
                .hasMessage("some was not a well-formed range specification");
        assertThatThrownBy(() -> search("[{counts, true}]")).hasMessage("true is not a valid counts query");
    }

    @Test
    void takesAFieldThatIsTextHereAndANumberThere() throws Exception {
        index.update("doc5", (TermList) Term.parse("[{<<\"n\">>, <<\"seven\">>, {[]}}, {<<\"name\">>, 5, {[]}}]"));
        assertThat(ids("[{query, <<\"n:seven\">>}]")).containsExactly("doc5");
        assertThat(ids("[{query, <<\"name:5\">>}]")).containsExactly("doc5");
        assertThat(ids("[{query, <<\"n:7\">>}]")).containsExactly("doc1");
    }

    /** A document that is refused stops CouchDB, which offers it again and again. */
    @Test
    void takesTextsThatAreLongerThanATerm() throws Exception {
        String text = "x".repeat(40_000);
        index.update("long", (TermList) Term.parse("""
                [{<<"whole">>, <<"%s">>, {[{<<"index">>, <<"not_analyzed">>}]}}, {<<"n">>, 99, {[]}}]""".formatted(text)));
        assertThat(ids("[{query, <<\"n:99\">>}]")).containsExactly("long");
        try (SearchIndex keywords = openBy("keyword")) {
            keywords.update("long", (TermList) Term.parse("""
                    [{<<"text">>, <<"%s">>, {[]}}, {<<"text">>, <<"short">>, {[]}}]""".formatted(text)));
            assertThat(total(keywords, "text:short")).isEqualTo("{total_hits,1}");
        }
    }

    private static SearchIndex openBy(String analyzer) throws IOException {
        return new SearchIndex(Analyzers.of(Terms.binary(analyzer)).orElseThrow());
    }

    private static String total(SearchIndex index, String query) throws Exception {
        return index.search(Request.of(new Options(Map.of("query", Terms.binary(query)))))
                .getFirst()
                .toString();
    }

    @Test
    void sortsAndFindsByTheIdentifierWhichNoFieldChanges() throws Exception {
        index.update("doc5", (TermList) Term.parse("""
                [{<<"_id">>, <<"doc1">>, {[{<<"store">>, true}]}}, {<<"_id">>, 5, {[{<<"store">>, true}]}}]"""));
        put("doc1", "alice", 8);
        assertThat(ids("[{sort, <<\"-_id<string>\">>}]")).containsExactly("doc5", "doc4", "doc3", "doc2", "doc1");
        assertThat(ids("[{query, <<\"_id:doc1\">>}]")).containsExactly("doc1");
    }

    /** As Lucene did in Clouseau's days. */
    @Test
    void asksForEachWordByItself() throws Exception {
        try (SearchIndex keywords = openBy("keyword")) {
            keywords.update("a", (TermList) Term.parse("[{<<\"default\">>, <<\"york\">>, {[]}}]"));
            keywords.update("b", (TermList) Term.parse("[{<<\"default\">>, <<\"new york\">>, {[]}}]"));
            keywords.update("c", (TermList) Term.parse("[{<<\"default\">>, 0.5, {[]}}]"));
            assertThat(ids(keywords, "[{query, <<\"new york\">>}]")).containsExactly("a");
            assertThat(ids(keywords, "[{query, <<\"york .5\">>}]")).containsExactlyInAnyOrder("a", "c");
            assertThat(ids(keywords, "[{query, <<\"\\\"new york\\\"\">>}]")).containsExactly("b");
        }
    }

    @Test
    void foldsWhatIsAskedForAsItFoldsTheText() throws Exception {
        try (SearchIndex folded = openBy("simple_asciifolding")) {
            folded.update("a", (TermList) Term.parse("[{<<\"name\">>, <<\"Alice\">>, {[]}}]"));
            assertThat(total(folded, "name:ALI*")).isEqualTo("{total_hits,1}");
        }
    }

    @Test
    void makesNoRoomForMoreThanThereIs() throws Exception {
        assertThat(ids("[{limit, 2147483647}]")).hasSize(4);
        Sort byName = Sorting.of(Term.parse("<<\"name<string>\">>"));
        assertThat(index.groups("*:*", "name<string>", true, byName, 1, Integer.MAX_VALUE)
                        .elements())
                .hasSize(2);
        Term grouped = index.grouped(options("""
                [{field, <<"name">>}, {groups, [{<<"bob">>, [<<"bob">>]}]}, {group_sort, <<"name<string>">>},
                 {sort, relevance}, {limit, 2147483647}]"""));
        assertThat(grouped.toString()).startsWith("{ok,4,1,[{<<\"bob\">>,1,[{hit,");
    }

    @Test
    void splitsTextAsTheAnalyzerDoes() {
        assertThat(Analyzers.tokens(Analyzers.of(Term.parse("<<\"standard\">>")).orElseThrow(), "hello World"))
                .containsExactly("hello", "world");
        assertThat(Analyzers.of(Term.parse("<<\"klingon\">>"))).isEmpty();
        for (String language : List.of("arabic", "cjk", "dutch", "polish", "swedish", "thai")) {
            assertThat(Analyzers.of(Terms.binary(language)).map(analyzer -> Analyzers.tokens(analyzer, "2026 7")))
                    .as(language)
                    .isEqualTo(language.equals("polish") ? Optional.empty() : Optional.of(List.of("2026", "7")));
        }
        Term german = Term.parse("{[{<<\"name\">>, <<\"german\">>}, {<<\"stopwords\">>, [<<\"haus\">>]}]}");
        assertThat(Analyzers.tokens(Analyzers.of(german).orElseThrow(), "Haus und Maus"))
                .containsExactly("und", "maus");
    }
}
