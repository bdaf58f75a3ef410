package io.settee.example.search;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Real;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.util.BytesRef;

/** How the fields of a CouchDB document lie in Lucene: text under their own name, all else under names that no CouchDB field has. */
final class Fields {
    static final String ID = "_id";

    private static final String KEPT = "\0kept";

    /** The most bytes that Lucene takes as one term, or as one value to sort or count by. With a longer one it takes none of the document. */
    static final int LONGEST_VALUE = IndexWriter.MAX_TERM_LENGTH;

    private static final FieldType WHOLE = new FieldType(TextField.TYPE_NOT_STORED);

    static {
        WHOLE.setTokenized(false);
        WHOLE.freeze();
    }

    private Fields() {}

    /** Where the whole text of a field lies, to sort and group by. */
    static String string(String field) {
        return field + "\0string";
    }

    /** Where the number of a field lies. */
    static String number(String field) {
        return field + "\0number";
    }

    /** Where the texts of a field lie that are to be counted. */
    static String facet(String field) {
        return field + "\0facet";
    }

    /** Where the value of a field lies as it is told with a hit; the identifier's lies under its name. */
    static String kept(String field) {
        return field.equals(ID) ? ID : field + KEPT;
    }

    /** The field whose value lies here, see {@link #kept}. */
    static String keptFor(String place) {
        return place.endsWith(KEPT) ? place.substring(0, place.length() - KEPT.length()) : place;
    }

    /**
     * The document for Lucene.
     *
     * @param fields {@code [{Name, Value, {[{Option, Value}]}}]}; Value is a binary, a number or a boolean
     */
    static Document document(String id, TermList fields) {
        var document = new Document();
        document.add(new StringField(ID, id, Field.Store.YES));
        document.add(new SortedDocValuesField(string(ID), new BytesRef(id)));
        var seen = new HashSet<>(Set.of(string(ID)));
        for (Term field : fields) {
            if (field instanceof Tuple t && t.arity() == 3 && t.at(0) instanceof Binary name) {
                add(document, name.utf8(), t.at(1), Options.of(t.at(2)), seen);
            }
        }
        return document;
    }

    private static void add(Document document, String name, Term value, Options options, Set<String> seen) {
        switch (value) {
            case Binary text -> text(document, name, text.utf8(), options, seen, analyzed(options));
            case Atom(String word) -> text(document, name, word, options, seen, false);
            case Real(double number) -> number(document, name, number, options, seen);
            case Int number -> number(document, name, number.bigValue().doubleValue(), options, seen);
            default -> {}
        }
    }

    private static void text(
            Document document, String name, String text, Options options, Set<String> seen, boolean analyzed) {
        boolean tooLong = text.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE;
        // Documents are replaced by their identifiers, so that no other text may stand there.
        boolean isId = name.equals(ID);
        if (indexed(options) && !isId && (analyzed || !tooLong)) {
            document.add(new Field(name, text, analyzed ? TextField.TYPE_NOT_STORED : WHOLE));
        }
        if (stored(options) && !isId) document.add(new StoredField(kept(name), text));
        if (tooLong) return;
        if (seen.add(string(name))) document.add(new SortedDocValuesField(string(name), new BytesRef(text)));
        if (options.flag("facet", false) && !text.isEmpty()) {
            document.add(new SortedSetDocValuesField(facet(name), new BytesRef(text)));
        }
    }

    private static void number(Document document, String name, double number, Options options, Set<String> seen) {
        document.add(new DoublePoint(number(name), number));
        if (stored(options) && !name.equals(ID)) document.add(new StoredField(kept(name), number));
        if (seen.add(number(name))) document.add(new DoubleDocValuesField(number(name), number));
    }

    private static String word(Options options, String key, String fallback) {
        return switch (options.get(key).orElse(null)) {
            case Atom(String word) -> word;
            case Binary word -> word.utf8();
            case null, default -> fallback;
        };
    }

    private static boolean stored(Options options) {
        String store = word(options, "store", "false");
        return store.equals("true") || store.equalsIgnoreCase("yes");
    }

    private static boolean indexed(Options options) {
        String index = word(options, "index", "analyzed");
        return !index.equals("false") && !index.equalsIgnoreCase("no");
    }

    private static boolean analyzed(Options options) {
        return !word(options, "index", "analyzed").toLowerCase(Locale.ROOT).startsWith("not_analyzed");
    }
}
