package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.tuple;

import io.settee.term.Real;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.highlight.Highlighter;
import org.apache.lucene.search.highlight.InvalidTokenOffsetsException;
import org.apache.lucene.search.highlight.QueryScorer;
import org.apache.lucene.search.highlight.SimpleFragmenter;
import org.apache.lucene.search.highlight.SimpleHTMLFormatter;
import org.jspecify.annotations.Nullable;

/** Tells what was found: {@code [{hit, Order, [{Name, Value}]}]}, dreyfus's record. */
record Hits(
        IndexSearcher searcher,
        Query query,
        Analyzer analyzer,
        @Nullable Set<String> included,
        Request.@Nullable Highlighting highlighting) {

    TermList of(List<ScoreDoc> found) throws BadRequestException, IOException {
        StoredFields stored = searcher.storedFields();
        var hits = new ArrayList<Term>();
        for (ScoreDoc hit : found) {
            Document document = included == null ? stored.document(hit.doc) : stored.document(hit.doc, included);
            hits.add(tuple(atom("hit"), Sorting.order(hit), fields(document)));
        }
        return new TermList(hits);
    }

    private TermList fields(Document document) throws BadRequestException, IOException {
        var values = new LinkedHashMap<String, List<Term>>();
        for (IndexableField field : document.getFields()) {
            Term value = field.numericValue() == null
                    ? binary(field.stringValue())
                    : new Real(field.numericValue().doubleValue());
            values.computeIfAbsent(Fields.keptFor(field.name()), name -> new ArrayList<>()).add(value);
        }
        var fields = new ArrayList<Term>();
        values.forEach((name, all) ->
                fields.add(tuple(binary(name), all.size() == 1 ? all.get(0) : new TermList(all))));
        if (highlighting != null) fields.add(tuple(binary("_highlights"), highlights(document, highlighting)));
        return new TermList(fields);
    }

    private TermList highlights(Document document, Request.Highlighting wanted)
            throws BadRequestException, IOException {
        var highlighter = new Highlighter(
                new SimpleHTMLFormatter(wanted.before(), wanted.behind()), new QueryScorer(query));
        if (wanted.size() > 0) highlighter.setTextFragmenter(new SimpleFragmenter(wanted.size()));
        var highlights = new ArrayList<Term>();
        try {
            for (String field : wanted.fields()) {
                var fragments = new ArrayList<Term>();
                for (String text : document.getValues(Fields.kept(field))) {
                    for (String best : highlighter.getBestFragments(analyzer, field, text, wanted.fragments())) {
                        fragments.add(binary(best));
                    }
                }
                highlights.add(tuple(binary(field), new TermList(fragments)));
            }
        } catch (InvalidTokenOffsetsException e) {
            throw new BadRequestException("the text cannot be highlighted: " + e.getMessage());
        }
        return new TermList(highlights);
    }
}
