package io.settee.example.search;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.classic.ClassicAnalyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.email.UAX29URLEmailAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The analyzers of CouchDB's documentation, "Search indexes", by name. Of its three dozen languages this example has a handful; each further
 * one is a line here.
 */
final class Analyzers {
    /** The words that Lucene's standard analyzer left out when CouchDB's search was made; newer ones leave out none. */
    private static final CharArraySet STOP_WORDS = EnglishAnalyzer.ENGLISH_STOP_WORDS_SET;

    /** Name to a maker that takes stop words, null for its own. */
    private static final Map<String, Function<@Nullable CharArraySet, Analyzer>> BY_NAME = new HashMap<>();

    static {
        BY_NAME.put("keyword", stop -> new KeywordAnalyzer());
        BY_NAME.put("simple", stop -> new SimpleAnalyzer());
        BY_NAME.put("whitespace", stop -> new WhitespaceAnalyzer());
        BY_NAME.put("simple_asciifolding", stop -> new Folding());
        BY_NAME.put("standard", stop -> new StandardAnalyzer(stop == null ? STOP_WORDS : stop));
        BY_NAME.put("classic", stop -> new ClassicAnalyzer(stop == null ? STOP_WORDS : stop));
        BY_NAME.put("email", stop -> new UAX29URLEmailAnalyzer(stop == null ? STOP_WORDS : stop));
        BY_NAME.put("english", stop -> stop == null ? new EnglishAnalyzer() : new EnglishAnalyzer(stop));
        BY_NAME.put("french", stop -> stop == null ? new FrenchAnalyzer() : new FrenchAnalyzer(stop));
        BY_NAME.put("german", stop -> stop == null ? new GermanAnalyzer() : new GermanAnalyzer(stop));
        BY_NAME.put("italian", stop -> stop == null ? new ItalianAnalyzer() : new ItalianAnalyzer(stop));
        BY_NAME.put("portuguese", stop -> stop == null ? new PortugueseAnalyzer() : new PortugueseAnalyzer(stop));
        BY_NAME.put("russian", stop -> stop == null ? new RussianAnalyzer() : new RussianAnalyzer(stop));
        BY_NAME.put("spanish", stop -> stop == null ? new SpanishAnalyzer() : new SpanishAnalyzer(stop));
        BY_NAME.put("swedish", stop -> stop == null ? new SwedishAnalyzer() : new SwedishAnalyzer(stop));
    }

    private Analyzers() {}

    /**
     * The analyzer that an index asks for: a name, or {@code {[{<<"name">>, Name}, {<<"stopwords">>, Words} | …]}}; {@code perfield} has
     * {@code default} and {@code fields}.
     *
     * @return empty if there is none of that name
     */
    static Optional<Analyzer> of(Term wanted) {
        return named(wanted).map(analyzer -> {
            Map<String, Analyzer> whole = Map.of("_id", new KeywordAnalyzer(), "_partition", new KeywordAnalyzer());
            return new PerFieldAnalyzerWrapper(analyzer, whole);
        });
    }

    private static Optional<Analyzer> named(Term wanted) {
        if (wanted instanceof Binary name) return named(name.utf8(), null);
        if (wanted instanceof Atom(String name)) return named(name, null);
        Options options = Options.of(wanted);
        if (!(options.get("name").orElse(null) instanceof Binary name)) return Optional.empty();
        if (name.utf8().equals("perfield")) return Optional.of(perField(options));
        return named(name.utf8(), options.get("stopwords").map(Analyzers::words).orElse(null));
    }

    private static Optional<Analyzer> named(String name, @Nullable CharArraySet stopWords) {
        return Optional.ofNullable(BY_NAME.get(name)).map(maker -> maker.apply(stopWords));
    }

    private static Analyzer perField(Options options) {
        Analyzer others = options.get("default").flatMap(Analyzers::named).orElseGet(() -> new StandardAnalyzer(STOP_WORDS));
        var fields = new HashMap<String, Analyzer>();
        Options.of(options.get("fields").orElse(TermList.NIL))
                .values()
                .forEach((field, wanted) -> fields.put(field, named(wanted).orElse(others)));
        return new PerFieldAnalyzerWrapper(others, fields);
    }

    private static CharArraySet words(Term list) {
        var words = new CharArraySet(0, false);
        if (list instanceof TermList texts) {
            for (Term word : texts) if (word instanceof Binary b) words.add(b.utf8());
        }
        return words;
    }

    /** The tokens of a text. */
    static List<String> tokens(Analyzer analyzer, String text) {
        var tokens = new ArrayList<String>();
        try (TokenStream stream = analyzer.tokenStream("default", text)) {
            CharTermAttribute token = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) tokens.add(token.toString());
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    private static final class Folding extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            var letters = new LetterTokenizer();
            return new TokenStreamComponents(letters, new ASCIIFoldingFilter(new LowerCaseFilter(letters)));
        }
    }
}
