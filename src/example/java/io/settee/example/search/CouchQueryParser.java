package io.settee.example.search;

import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/** Lucene's query syntax, in which a number means a number: {@code price:7}, {@code price:[1 TO 10}}. */
final class CouchQueryParser extends QueryParser {
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    CouchQueryParser(Analyzer analyzer) {
        super("default", analyzer);
        setAllowLeadingWildcard(false);
        // As Lucene did when CouchDB's search was made: each word is asked for by itself, whatever the analyzer.
        setSplitOnWhitespace(true);
    }

    @Override
    protected Query getFieldQuery(String field, String text, boolean quoted) throws ParseException {
        if (!quoted && isNumber(text)) return DoublePoint.newExactQuery(Fields.number(field), Double.parseDouble(text));
        return super.getFieldQuery(field, text, quoted);
    }

    @Override
    protected Query getRangeQuery(String field, String low, String high, boolean includesLow, boolean includesHigh)
            throws ParseException {
        if (!isBound(low) || !isBound(high)) {
            return super.getRangeQuery(field, low, high, includesLow, includesHigh);
        }
        NumberRange range = new NumberRange(bound(low, false), includesLow, bound(high, true), includesHigh);
        return DoublePoint.newRangeQuery(Fields.number(field), range.least(), range.greatest());
    }

    /** A range of numbers alone, as in {@code [0 TO 100]}. */
    static NumberRange range(String text) throws BadRequestException {
        var matcher = Pattern.compile("([\\[{])\\s*(\\S+)\\s+TO\\s+(\\S+?)\\s*([\\]}])").matcher(text.strip());
        if (!matcher.matches() || !isBound(matcher.group(2)) || !isBound(matcher.group(3))) {
            throw new BadRequestException(text + " was not a well-formed range specification");
        }
        return new NumberRange(
                bound(matcher.group(2), false),
                matcher.group(1).equals("["),
                bound(matcher.group(3), true),
                matcher.group(4).equals("]"));
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Null and {@code *} leave a side open. */
    private static boolean isBound(@Nullable String text) {
        return text == null || text.equals("*") || text.equals("Infinity") || text.equals("-Infinity") || isNumber(text);
    }

    private static double bound(@Nullable String text, boolean upper) {
        if (text == null || text.equals("*")) return upper ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        return Double.parseDouble(text);
    }

    record NumberRange(double from, boolean includesFrom, double to, boolean includesTo) {
        double least() {
            return includesFrom ? from : DoublePoint.nextUp(from);
        }

        double greatest() {
            return includesTo ? to : DoublePoint.nextDown(to);
        }
    }
}
