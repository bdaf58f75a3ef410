package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.TermGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of terms are compared by Erlang and by us. */
class TermOrderErlIT {
    private static final int PAIRS = 20_000;

    /**
     * Prints for each pair of the file {@code pairs} how the loose and the exact order have it. Terms without syntax arrive as
     * tuples and are made from their external format.
     */
    private static final String PROGRAM = """
            -module(program).
            -export([main/0]).

            main() ->
                {ok, Pairs} = file:consult("pairs"),
                Results = [io_lib:format("~w.~n", [{loose(term(A), term(B)), exact(term(A), term(B))}]) || {A, B} <- Pairs],
                ok = file:write_file("results", Results).

            loose(A, B) when A < B -> -1;
            loose(A, B) when A == B -> 0;
            loose(_, _) -> 1.

            exact(A, B) ->
                case erts_internal:cmp_term(A, B) of
                    C when C < 0 -> -1;
                    0 -> 0;
                    _ -> 1
                end.

            term({'$pid', N, Id, Serial, C}) -> external([88, name(N), <<Id:32, Serial:32, C:32>>]);
            term({'$port', N, Id, C}) -> external([89, name(N), <<Id:32, C:32>>]);
            term({'$ref', N, C, Words}) ->
                external([90, <<(length(Words)):16>>, name(N), <<C:32>>, [<<W:32>> || W <- Words]]);
            term({'$fun', M, Arity, Uniq, Index, OldIndex, OldUniq, Pid, Free}) ->
                Rest = [Arity, Uniq, <<Index:32, (length(Free)):32>>, bare(M), bare(OldIndex), bare(OldUniq), bare(term(Pid)),
                        [bare(term(F)) || F <- Free]],
                external([112, <<(iolist_size(Rest) + 4):32>>, Rest]);
            term(T) when is_tuple(T) -> list_to_tuple([term(E) || E <- tuple_to_list(T)]);
            term(M) when is_map(M) -> maps:from_list([{term(K), term(V)} || {K, V} <- maps:to_list(M)]);
            term([H | T]) -> [term(H) | term(T)];
            term(T) -> T.

            external(Bytes) -> binary_to_term(iolist_to_binary([131, Bytes])).
            bare(Term) -> <<131, Bytes/binary>> = term_to_binary(Term), Bytes.
            name(N) -> B = atom_to_binary(N, utf8), [119, byte_size(B), B].
            """;

    @TempDir
    Path directory;

    private record Pair(Term a, Term b) {}

    @ParameterizedTest
    @ValueSource(ints = {25, 27, 29})
    void comparesAsErlangDoes(int release) throws Exception {
        var pairs = new ArrayList<Pair>();
        for (long seed = 0; pairs.size() < PAIRS; seed++) {
            var few = TermGenerator.ofFewLeaves(seed);
            pairs.add(new Pair(few.any(3), few.any(3)));
            pairs.add(new Pair(few.writable(2), few.writable(2)));
            pairs.add(new Pair(few.closure(1), few.closure(1)));
            pairs.add(new Pair(few.pid(), few.pid()));
            pairs.add(new Pair(few.ref(), few.ref()));
            pairs.add(new Pair(few.port(), few.port()));
            var all = new TermGenerator(seed);
            pairs.add(new Pair(all.any(2), all.any(2)));
            pairs.add(new Pair(all.bits(), all.bits()));
            pairs.add(new Pair(all.atom(), all.atom()));
            pairs.add(new Pair(all.big(), all.real()));
        }
        pairs.replaceAll(pair -> new Pair(comparable(pair.a(), release), comparable(pair.b(), release)));
        var text = new StringBuilder("%% coding: utf-8\n");
        for (Pair pair : pairs)
            text.append(tuple(marked(pair.a()), marked(pair.b()))).append(".\n");
        Files.writeString(directory.resolve("pairs"), text);

        ErlProgram.of(release, directory).run(PROGRAM);

        List<Term> results = TermText.consult(directory.resolve("results"));
        Pattern both = Pattern.of("{Loose, Exact}");
        assertThat(results).hasSameSizeAs(pairs);
        for (int i = 0; i < pairs.size(); i++) {
            Term a = pairs.get(i).a();
            Term b = pairs.get(i).b();
            Match result = both.match(results.get(i)).orElseThrow();
            int loose = (int) result.integer("Loose");
            int exact = (int) result.integer("Exact");
            if (loose != 0)
                assertThat(Integer.signum(a.compareTo(b))).as("%s, %s", a, b).isEqualTo(loose);
            // What Erlang holds equal we do, too, save for closures, at all of whose parts it does not look, and for
            // references
            // that differ in words of zero at their end.
            if (exact != 0 || !hasUnseenParts(a)) {
                assertThat(TermOrder.compareExactly(a, b))
                        .as("exactly: %s, %s", a, b)
                        .isEqualTo(exact);
                assertThat(a.equals(b)).as("%s, %s", a, b).isEqualTo(exact == 0);
            }
        }
    }

    private static boolean hasUnseenParts(Term term) {
        return term.toString().matches("(?s).*#(Fun|Ref)<.*");
    }

    /** Without what this release does not look at. */
    static Term comparable(Term term, int release) {
        return rebuilt(term, t -> switch (t) {
            case Real(double x) when x == 0 && release < 27 -> new Real(0.0);
            case Fun.Closure f ->
                new Fun.Closure(
                        f.module(),
                        f.arity(),
                        f.uniq(),
                        f.index(),
                        f.oldIndex(),
                        release < 29 ? f.oldUniq() : 0,
                        f.creator(),
                        f.free().stream().map(free -> comparable(free, release)).toList());
            default -> t;
        });
    }

    /** Terms without syntax as tuples that the program knows. */
    private static Term marked(Term term) {
        return rebuilt(term, t -> switch (t) {
            case Pid p -> tuple(atom("$pid"), p.node(), integer(p.id()), integer(p.serial()), integer(p.creation()));
            case Port p -> tuple(atom("$port"), p.node(), integer(p.id()), integer(p.creation()));
            case Ref r ->
                tuple(
                        atom("$ref"),
                        r.node(),
                        integer(r.creation()),
                        new TermList(
                                r.words().stream().<Term>map(Terms::integer).toList()));
            case Fun.Closure f ->
                tuple(
                        atom("$fun"),
                        f.module(),
                        integer(f.arity()),
                        new Binary(f.uniq()),
                        integer(f.index()),
                        integer(f.oldIndex()),
                        integer(f.oldUniq()),
                        marked(f.creator()),
                        new TermList(
                                f.free().stream().map(TermOrderErlIT::marked).toList()));
            default -> t;
        });
    }

    static Term rebuilt(Term term, UnaryOperator<Term> leaf) {
        return switch (term) {
            case Tuple(var elements) -> new Tuple(rebuilt(elements, leaf));
            case TermList(var elements) -> new TermList(rebuilt(elements, leaf));
            case ImproperList(var elements, Term tail) -> ImproperList.of(rebuilt(elements, leaf), rebuilt(tail, leaf));
            case TermMap(var entries) -> {
                var values = new TreeMap<Term, Term>(TermOrder.KEYS);
                entries.forEach((key, value) -> values.put(rebuilt(key, leaf), rebuilt(value, leaf)));
                yield new TermMap(values);
            }
            default -> leaf.apply(term);
        };
    }

    private static List<Term> rebuilt(List<Term> terms, UnaryOperator<Term> leaf) {
        return terms.stream().map(term -> rebuilt(term, leaf)).toList();
    }
}
