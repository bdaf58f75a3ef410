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
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.br.BrazilianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.classic.ClassicAnalyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.SimpleAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.email.UAX29URLEmailAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.apache.lucene.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The analyzers of CouchDB's documentation, "Search indexes", by name. Of its languages this example has those that need no dictionary:
 * Chinese, Japanese and Polish are missing.
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
        language("arabic", ArabicAnalyzer::new, ArabicAnalyzer::new);
        language("armenian", ArmenianAnalyzer::new, ArmenianAnalyzer::new);
        language("basque", BasqueAnalyzer::new, BasqueAnalyzer::new);
        language("brazilian", BrazilianAnalyzer::new, BrazilianAnalyzer::new);
        language("bulgarian", BulgarianAnalyzer::new, BulgarianAnalyzer::new);
        language("catalan", CatalanAnalyzer::new, CatalanAnalyzer::new);
        language("cjk", CJKAnalyzer::new, CJKAnalyzer::new);
        language("czech", CzechAnalyzer::new, CzechAnalyzer::new);
        language("danish", DanishAnalyzer::new, DanishAnalyzer::new);
        language("dutch", DutchAnalyzer::new, DutchAnalyzer::new);
        language("english", EnglishAnalyzer::new, EnglishAnalyzer::new);
        language("finnish", FinnishAnalyzer::new, FinnishAnalyzer::new);
        language("french", FrenchAnalyzer::new, FrenchAnalyzer::new);
        language("galician", GalicianAnalyzer::new, GalicianAnalyzer::new);
        language("german", GermanAnalyzer::new, GermanAnalyzer::new);
        language("greek", GreekAnalyzer::new, GreekAnalyzer::new);
        language("hindi", HindiAnalyzer::new, HindiAnalyzer::new);
        language("hungarian", HungarianAnalyzer::new, HungarianAnalyzer::new);
        language("indonesian", IndonesianAnalyzer::new, IndonesianAnalyzer::new);
        language("irish", IrishAnalyzer::new, IrishAnalyzer::new);
        language("italian", ItalianAnalyzer::new, ItalianAnalyzer::new);
        language("latvian", LatvianAnalyzer::new, LatvianAnalyzer::new);
        language("norwegian", NorwegianAnalyzer::new, NorwegianAnalyzer::new);
        language("persian", PersianAnalyzer::new, PersianAnalyzer::new);
        language("portuguese", PortugueseAnalyzer::new, PortugueseAnalyzer::new);
        language("romanian", RomanianAnalyzer::new, RomanianAnalyzer::new);
        language("russian", RussianAnalyzer::new, RussianAnalyzer::new);
        language("spanish", SpanishAnalyzer::new, SpanishAnalyzer::new);
        language("swedish", SwedishAnalyzer::new, SwedishAnalyzer::new);
        language("thai", ThaiAnalyzer::new, ThaiAnalyzer::new);
        language("turkish", TurkishAnalyzer::new, TurkishAnalyzer::new);
    }

    /** One with stop words of its own. */
    private static void language(
            String name, Supplier<Analyzer> usual, Function<CharArraySet, Analyzer> withStopWords) {
        BY_NAME.put(name, stop -> stop == null ? usual.get() : withStopWords.apply(stop));
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
            return new Bounded(new PerFieldAnalyzerWrapper(analyzer, whole));
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
            return new TokenStreamComponents(letters, normalize(field, letters));
        }

        /** Also what is asked for by {@code *} and {@code ?}. */
        @Override
        protected TokenStream normalize(String field, TokenStream letters) {
            return new ASCIIFoldingFilter(new LowerCaseFilter(letters));
        }
    }

    /**
     * Leaves out tokens that are too long for an index, as Lucene did when CouchDB's search was made. Newer ones refuse the whole document instead, and
     * CouchDB, which goes on to the next one only when this one is in, would never get past it.
     */
    private static final class Bounded extends AnalyzerWrapper {
        private final Analyzer all;

        Bounded(Analyzer all) {
            super(PER_FIELD_REUSE_STRATEGY);
            this.all = all;
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return all;
        }

        @Override
        protected TokenStreamComponents wrapComponents(String field, TokenStreamComponents made) {
            return new TokenStreamComponents(made.getSource(), new Shorter(made.getTokenStream()));
        }
    }

    private static final class Shorter extends FilteringTokenFilter {
        private final CharTermAttribute token = addAttribute(CharTermAttribute.class);

        Shorter(TokenStream all) {
            super(all);
        }

        @Override
        protected boolean accept() {
            return UnicodeUtil.calcUTF16toUTF8Length(token, 0, token.length()) <= Fields.LONGEST_VALUE;
        }
    }
}
