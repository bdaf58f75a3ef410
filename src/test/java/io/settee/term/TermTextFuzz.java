package io.settee.term;

import io.settee.error.TermSyntaxException;
import io.settee.fuzz.FuzzTarget;
import io.settee.support.TermGenerator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Terms and patterns as text: what is read is printed as text that gives the same term, and matches itself. */
public final class TermTextFuzz implements FuzzTarget {
    private static final List<String> TEXTS = List.of(
            "{reply, Ref, [{ok, V} | _], #{key := W}} = Whole",
            "[1, -2, 16#fF, 2#1010, 1_000, $a, $\\n, 1.5e-3, 36#zz]. a.",
            "{'quoted atom', \"string\\x{1F600}\\\"\", <<\"bin\"/utf8>>, <<1:3, 2/little-unit:8, 3.0/float>>}",
            "\"\"\"\n  triple\n  quoted\n  \"\"\"",
            "~b\"sigil\" ",
            "#{1 => a, {b} => \"c\", #{} => []}",
            "fun lists:map/2 % comment\n",
            "[a | b]");

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        for (String text : TEXTS) seeds.add(text.getBytes(StandardCharsets.UTF_8));
        var terms = new TermGenerator(3);
        for (int i = 0; i < 20; i++) seeds.add(terms.writable(3).toString().getBytes(StandardCharsets.UTF_8));
        return seeds;
    }

    @Override
    public void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            for (Term term : TermText.consult(text)) check(term);
        } catch (TermSyntaxException refused) {
            check(refused, text);
        }
        try {
            Pattern pattern = Pattern.of(text);
            pattern.match(Term.parse(text));
        } catch (TermSyntaxException refused) {
            check(refused, text);
        }
    }

    private static void check(Term term) {
        Term again = Term.parse(term.toString());
        if (!again.equals(term)) throw new AssertionError(term + " was read again as " + again);
        if (!Pattern.of(term.toString()).matches(term)) throw new AssertionError(term + " does not match itself");
    }

    private static void check(TermSyntaxException refused, String text) {
        long lines = 1 + text.chars().filter(c -> c == '\n').count();
        if (refused.line() < 1 || refused.line() > lines || refused.column() < 1) {
            throw new AssertionError("a place outside the text of " + lines + " lines", refused);
        }
    }
}
