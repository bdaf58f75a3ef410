package io.settee.example.search;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Real;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The order that a query asks for, how a hit's place in it is told, and how one is found again: a bookmark is the {@code order} of the last hit.
 *
 * <p>A sort is {@code relevance}, or one or several of {@code <<"-field<string>">>}, {@code <<"field<number>">>} (a number if nothing is said), {@code
 * <<"<score>">>} and {@code <<"<doc>">>}. Sorting by distance is not in this example, and is refused.
 */
final class Sorting {
    private static final Atom RELEVANCE = new Atom("relevance");
    private static final Atom NULL = new Atom("null");
    private static final Pattern FIELD = Pattern.compile("([-+])?([.\\w]+)(?:<(\\w+)>)?");

    private Sorting() {}

    static Sort of(@Nullable Term wanted) throws BadRequestException {
        if (wanted == null || wanted.equals(RELEVANCE)) return Sort.RELEVANCE;
        if (wanted instanceof Binary one) return new Sort(field(one.utf8()));
        var fields = new ArrayList<SortField>();
        for (String one : Options.texts("sort", wanted)) fields.add(field(one));
        if (fields.isEmpty()) throw new BadRequestException("an empty sort");
        return new Sort(fields.toArray(new SortField[0]));
    }

    private static SortField field(String wanted) throws BadRequestException {
        return switch (wanted) {
            case "<score>" -> new SortField(null, SortField.Type.SCORE, true);
            case "-<score>" -> SortField.FIELD_SCORE;
            case "<doc>" -> SortField.FIELD_DOC;
            case "-<doc>" -> new SortField(null, SortField.Type.DOC, true);
            default -> byValue(wanted);
        };
    }

    private static SortField byValue(String wanted) throws BadRequestException {
        Matcher m = FIELD.matcher(wanted);
        if (!m.matches()) throw new BadRequestException("Unrecognized sort parameter: " + wanted);
        boolean descending = "-".equals(m.group(1));
        String type = m.group(3) == null ? "number" : m.group(3);
        return switch (type) {
            case "string" -> new SortField(Fields.string(m.group(2)), SortField.Type.STRING, descending);
            case "number" -> new SortField(Fields.number(m.group(2)), SortField.Type.DOUBLE, descending);
            default -> throw new BadRequestException("Unrecognized type: " + type);
        };
    }

    /** The Lucene field to group by: {@code name} or {@code name<string>}. */
    static String groupField(String wanted) throws BadRequestException {
        Matcher m = FIELD.matcher(wanted);
        if (!m.matches()) throw new BadRequestException("Unrecognized group_field parameter: " + wanted);
        if ("number".equals(m.group(3))) {
            throw new BadRequestException("Group by number not supported. Group by string terms only.");
        }
        return Fields.string(m.group(2));
    }

    /** A hit's place: what it is sorted by, then its number. */
    static TermList order(ScoreDoc hit) {
        var order = new ArrayList<Term>();
        if (hit instanceof FieldDoc sorted) order.addAll(values(sorted.fields));
        else order.add(new Real(hit.score));
        order.add(Int.of(hit.doc));
        return new TermList(order);
    }

    static List<Term> values(@Nullable Object[] sortedBy) {
        var values = new ArrayList<Term>();
        for (Object value : sortedBy) {
            values.add(
                    switch (value) {
                        case null -> NULL;
                        case BytesRef text -> Binary.of(text.utf8ToString());
                        case Float score -> new Real(score);
                        case Double number -> new Real(number);
                        case Number number -> Int.of(number.longValue());
                        default -> throw new IllegalStateException("sorted by a " + value.getClass());
                    });
        }
        return values;
    }

    /** The place after which to go on: {@code {Score, Doc}} or {@code [Value, …, Doc]}. */
    static FieldDoc after(Term place, Sort sort) throws BadRequestException {
        List<Term> values =
                place instanceof Tuple(var pair) ? pair : Options.list("after", place).elements();
        SortField[] fields = sort.getSort();
        if (values.size() != fields.length + 1) {
            throw new BadRequestException("sort order not compatible with given bookmark");
        }
        return new FieldDoc((int) number(values.getLast()), Float.NaN, values(values, sort));
    }

    /** The inverse of {@link #values(Object[])}; there may be more values than the sort has fields. */
    static @Nullable Object[] values(List<Term> values, Sort sort) throws BadRequestException {
        SortField[] fields = sort.getSort();
        var sortedBy = new @Nullable Object[fields.length];
        for (int i = 0; i < fields.length; i++) sortedBy[i] = value(values.get(i), fields[i]);
        return sortedBy;
    }

    private static @Nullable Object value(Term value, SortField field) throws BadRequestException {
        if (value.equals(NULL)) return null;
        return switch (field.getType()) {
            case SCORE -> (float) number(value);
            case DOC -> (int) number(value);
            case STRING -> new BytesRef(Options.text("after", value));
            default -> number(value);
        };
    }

    private static double number(Term term) throws BadRequestException {
        return switch (term) {
            case Real(double number) -> number;
            case Int number -> number.bigValue().doubleValue();
            default -> throw new BadRequestException(term + " is no number, in a bookmark");
        };
    }
}
