package io.settee.example.search;

import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.search.Sort;
import org.jspecify.annotations.Nullable;

/** What {@code {search, Options}} asks for. */
record Request(
        String query,
        @Nullable String partition,
        int limit,
        boolean refresh,
        Sort sort,
        @Nullable Term after,
        @Nullable Set<String> includedFields,
        List<String> counts,
        List<Ranges> ranges,
        List<List<String>> drilldown,
        @Nullable Highlighting highlighting) {
    /** Ranges of one field's numbers, each with its label. */
    record Ranges(String field, List<Labelled> labelled) {}

    record Labelled(String label, CouchQueryParser.NumberRange range) {}

    /** @param size of a fragment in characters, 0 for the whole text */
    record Highlighting(List<String> fields, String before, String behind, int fragments, int size) {
        static @Nullable Highlighting of(Options options) throws BadRequestException {
            Optional<List<String>> fields = options.texts("highlight_fields");
            if (fields.isEmpty()) return null;
            return new Highlighting(
                    fields.get(),
                    options.text("highlight_pre_tag", "<em>"),
                    options.text("highlight_post_tag", "</em>"),
                    options.number("highlight_number", 1),
                    options.number("highlight_size", 0));
        }
    }

    static Request of(Options options) throws BadRequestException {
        return new Request(
                options.text("query", "*:*"),
                options.get("partition").isEmpty() ? null : options.text("partition", ""),
                options.number("limit", 25),
                options.flag("refresh", true),
                Sorting.of(options.get("sort").orElse(null)),
                options.get("after").orElse(null),
                includedFields(options),
                options.texts("counts").orElse(List.of()),
                ranges(options.get("ranges").orElse(TermList.NIL)),
                drilldown(options.get("drilldown").orElse(TermList.NIL)),
                Highlighting.of(options));
    }

    /** Where the values lie that are to be told, the identifier always among them; null for all. */
    static @Nullable Set<String> includedFields(Options options) throws BadRequestException {
        Optional<List<String>> fields = options.texts("include_fields");
        if (fields.isEmpty()) return null;
        var all = new TreeSet<>(List.of(Fields.ID));
        for (String field : fields.get()) all.add(Fields.kept(field));
        return all;
    }

    private static List<Ranges> ranges(Term wanted) throws BadRequestException {
        var ranges = new ArrayList<Ranges>();
        for (Term element : Options.list("ranges", wanted)) {
            Tuple field = Options.pair("ranges", element);
            var labelled = new ArrayList<Labelled>();
            for (Term one : Options.list("ranges", field.at(1))) {
                Tuple pair = Options.pair("ranges", one);
                String range = Options.text("ranges", pair.at(1));
                labelled.add(new Labelled(Options.text("ranges", pair.at(0)), CouchQueryParser.range(range)));
            }
            ranges.add(new Ranges(Options.text("ranges", field.at(0)), labelled));
        }
        return ranges;
    }

    /** {@code [[Field, Value, …]]}; a single {@code [Field, Value]} may stand for itself. */
    private static List<List<String>> drilldown(Term wanted) throws BadRequestException {
        TermList list = Options.list("drilldown", wanted);
        boolean single = !list.isEmpty() && list.at(0) instanceof Binary;
        var all = new ArrayList<List<String>>();
        for (Term one : single ? TermList.of(list) : list) {
            List<String> words = Options.texts("drilldown", one);
            if (words.size() < 2) throw new BadRequestException("a drilldown needs a field and a value");
            all.add(words);
        }
        return all;
    }
}
