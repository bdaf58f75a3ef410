package io.settee.example.search;

import static io.settee.term.Terms.atom;

import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Terms;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;

/** {@code analyzer}: shows what becomes of a text, {@code {analyze, Analyzer, Text}}. */
final class AnalyzerServer extends SearchServer {
    private static final Pattern ANALYZE = Pattern.of("{analyze, Analyzer, Text}");

    @Override
    Reply answer(Term request, From from) {
        Match analyze = parts(ANALYZE, request);
        Optional<Analyzer> analyzer = Analyzers.of(analyze.get("Analyzer"));
        if (analyzer.isEmpty()) return Reply.of(error(atom("no_such_analyzer")));
        var tokens = Analyzers.tokens(analyzer.get(), analyze.binary("Text").utf8());
        return Reply.of(ok(new TermList(tokens.stream().<Term>map(Terms::binary).toList())));
    }
}
