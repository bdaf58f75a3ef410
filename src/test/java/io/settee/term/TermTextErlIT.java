package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.error.TermSyntaxException;
import io.settee.support.TermGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our text read by Erlang, and what Erlang reads read by us. */
class TermTextErlIT {
    /** With {@code ~w}, in which no text is shown as text: little of what we then read back is what we wrote. */
    private static final String READ_BACK = """
            -module(program).
            -export([main/0]).

            main() ->
                {ok, Terms} = file:consult("terms"),
                {ok, Out} = file:open("results", [write]),
                io:format(Out, "%% coding: latin-1~n", []),
                [io:format(Out, "~w.~n", [no_funs(T)]) || T <- Terms],
                ok = file:close(Out).

            % In a fun's text Erlang does not quote what it must.
            no_funs(F) when is_function(F) ->
                [{_, M}, {_, N}, {_, A}] = [erlang:fun_info(F, I) || I <- [module, name, arity]],
                {'$fun', M, N, A};
            no_funs(T) when is_tuple(T) -> list_to_tuple([no_funs(E) || E <- tuple_to_list(T)]);
            no_funs(M) when is_map(M) -> maps:from_list([{no_funs(K), no_funs(V)} || {K, V} <- maps:to_list(M)]);
            no_funs([H | T]) -> [no_funs(H) | no_funs(T)];
            no_funs(T) -> T.
            """;

    private static final String READ_SNIPPETS = """
            -module(program).
            -export([main/0]).

            main() -> read(0, []).

            read(N, Results) ->
                File = "snippet" ++ integer_to_list(N),
                case file:consult(File) of
                    {ok, Terms} -> read(N + 1, [io_lib:format("~w.~n", [{ok, Terms}]) | Results]);
                    {error, enoent} -> ok = file:write_file("results", ["%% coding: latin-1\\n" | lists:reverse(Results)]);
                    {error, _} -> read(N + 1, ["error.\\n" | Results])
                end.
            """;

    private static final String READ_INSTALLED = """
            -module(program).
            -export([main/0]).

            main() ->
                Files = [F || Ext <- ["app", "appup", "rel", "config"],
                              F <- filelib:wildcard(code:lib_dir() ++ "/*/{ebin,src,priv,include,.}/*." ++ Ext)
                                   ++ filelib:wildcard(code:root_dir() ++ "/releases/**/*." ++ Ext)],
                Good = [{F, T} || F <- Files, {ok, T} <- [file:consult(F)]],
                ok = file:write_file("results", ["%% coding: latin-1\\n" | [io_lib:format("~w.~n", [G]) || G <- Good]]).
            """;

    /** What {@code file:consult/1} accepts and what it refuses, and we should alike, in all releases. */
    private static final List<String> SNIPPETS = List.of(
            "a. b. c.",
            "a.%comment\nb.",
            "a",
            "a.b.",
            "",
            "% only a comment",
            ".",
            "'quoted'. 'it\\'s'. ''. 'new\nline'. 'a\\x{1F600}b'.",
            "straße. ÿ. aÀ. a@b. aB_9.",
            "À.",
            "÷.",
            "привет.",
            "'привет'. \"привет\". <<\"привет\"/utf8>>. <<\"привет\">>.",
            "end.",
            "{let, 1}.",
            "'end'.",
            "X.",
            "_.",
            "1. -1. +1. - 1. 1_000. 1_0_0. 16#ff. 16#FF. 2#1010. 36#zZ. 16#f_f. 1_6#f.",
            "1__0.",
            "1_.",
            "_1.",
            "16#.",
            "16#g.",
            "1#0.",
            "37#1.",
            "0#1.",
            "--1.",
            "-(1). (1). ((a)). +(1.5).",
            "-a.",
            "1.0. 1.5e10. 1.5E+10. 1.5e-10. 0.0. 1_0.2_5. -0.5.",
            "1.e5.",
            "1e5.",
            ".5.",
            "1.5e.",
            "1.0e400.",
            "1.0e-400.",
            "4.9e-324. 2.2250738585072011e-308. 1.7976931348623157e308. 0.1.",
            "123456789012345678901234567890. -123456789012345678901234567890. 16#ffffffffffffffffffffff.",
            "$a. $\\n. $\\\\. $\\x41. $\\x{1F600}. $\\101. $\\^A. $'. $\". $é. $日. -$a. $\\s. $\\d.",
            "$ .",
            "\"\". \"a\". \"a\" \"b\". \"a\"\n%c\n\"b\". \"a\nb\". \"\\\"\".",
            "\"\\b\\d\\e\\f\\n\\r\\s\\t\\v\\'\\\"\\\\\\z\\%\\é\".",
            "\"\\0\\7\\12\\123\\1234\\777\\8\".",
            "\"\\x41\\x{42}\\x{10FFFF}\".",
            "\"\\x4\".",
            "\"\\x{}\".",
            "\"\\x{110000}\".",
            "\"\\x{D800}\".",
            "\"\\xg0\".",
            "\"\\^@\\^A\\^Z\\^a\\^z\\^[\\^]\".",
            "\"a\\\nb\".",
            "\"open.",
            "'open.",
            "[]. [a]. [a,b]. [a|b]. [a,b|c]. [a|[b]]. [a|[b|[c|d]]]. [[]|[]]. [ a , b ].",
            "[a|b|c].",
            "[|a].",
            "[a,].",
            "[,].",
            "{}. {a}. {a,{b}}. { a , b }.",
            "{a,}.",
            "{a|b}.",
            "(a",
            "().",
            "#{}. #{a => 1}. #{a=>1,a=>2}. #{1 => a, 1.0 => b}. #{#{} => #{}}. # {a => 1}. #{{a,\"b\"}=><<>>}.",
            "#{a := 1}.",
            "#{a}.",
            "#{a=>}.",
            "#rec{a=1}.",
            "fun lists:map/2. fun 'a b':'C'/0. fun m : f / 1.",
            "fun m:f/256.",
            "fun m:f.",
            "fun f/1.",
            "fun(X) -> X end.",
            "<<>>. <<1>>. <<1,2,3>>. <<256>>. <<-1>>. <<\"abc\">>. <<\"abc\", 1, \"d\">>. <<$a>>. <<\"a\" \"b\">>.",
            "<<1:1>>. <<1:4,2:4>>. <<5:3,1:7>>. <<1:0>>. <<-1:3>>. <<1:12>>. <<16#123:12/little>>. <<16#12345:17/little>>.",
            "<<16#abcdef:24/big,1:4/unsigned>>. <<-2:16/signed-little>>. <<1:2/unit:8>>. <<1:2/integer-unit:4-little>>.",
            "<<16#123456789abcdef0123456789:100>>. <<16#123456789abcdef0123456789:100/little>>. <<1:(8)>>. <<1:$\\b>>.",
            "<<1.5/float>>. <<1/float>>. <<1.5:32/float>>. <<1.5:64/float-little>>. <<-0.5:16/float>>. <<1.0e300:64/float>>.",
            "<<1.0e300:32/float>>.",
            "<<1.5:24/float>>.",
            "<<1.5>>.",
            "<<a>>.",
            "<<[1]>>.",
            "<<\"ä\"/utf8>>. <<\"aé😀\"/utf16>>. <<\"a😀\"/utf16-little>>. <<\"a😀\"/utf32>>. <<$😀/utf32-little>>. <<16#1F600/utf8>>.",
            "<<16#D800/utf8>>.",
            "<<1:8/utf8>>.",
            "<<\"ab\":16>>. <<\"ab\":16/little>>. <<\"ab\":4>>. <<\"a\"/float>>. <<\"\":16>>. <<\"ä\">>.",
            "<< <<1,2>>/binary, 3>>. << <<1,2,3>>:2/binary>>. << <<1:4>>/bitstring >>. << <<1,2>>:9/bits>>.",
            "<< <<1,2>>:1/bytes-unit:16>>.",
            "<< <<1,2>>:1/binary-unit:16>>.",
            "<< <<1,2>>:3/bits-unit:5>>.",
            "<< <<1,2>>/binary-unit:16>>.",
            "<< <<1,2>>/binary-unit:1>>.",
            "<< <<1>>/binary-unit:16>>.",
            "<<1:16/float>>. <<1.0e300:16/float>>.",
            "<<(16#" + "f".repeat(300) + "):32/float>>.",
            "<< <<1,2>>:3/binary>>.",
            "<< <<1:4>>/binary>>.",
            "<< <<1>> >>.",
            "<<1/binary>>.",
            "<<1:8/foo>>.",
            "<<1/integer-float>>.",
            "<<1/unit:8>>.",
            "<<1:8/unit:257>>.",
            "<<1:8/unit:0>>.",
            "<<1:-8>>.",
            "<<1:a>>.",
            "<<-1:8, +1:8, -1.5/float>>.",
            "<<(1):8, (1.5)/float>>.",
            "<<<<1>>/binary>>.",
            "<<1>.",
            "<<1,>>.",
            "a b.",
            "a + b.",
            "1 + 2.",
            "a = b.",
            "[a || a].",
            "begin a end.",
            "a:b.",
            "a().",
            "?m.",
            "{a;b}.",
            "\u00a0a\t.\u0085b.",
            "a.\r\nb.\r\n",
            "'" + "é".repeat(255) + "'.",
            "'" + "é".repeat(256) + "'.",
            "a".repeat(256) + ".",
            "[" + "1,".repeat(5000) + "1].");

    /** Only from OTP 27 on. */
    private static final List<String> NEW_SNIPPETS = List.of(
            "\"\"\"\na\n\"\"\".",
            "\"\"\"\n  a\n   b\\n \"x\"\n\n  c\n  \"\"\".",
            "\"\"\"\n\ta\n\t\"\"\".",
            "\"\"\"  \na\n\"\"\".",
            "\"\"\"\n\n\"\"\".",
            "\"\"\"\n\n\n\"\"\".",
            "\"\"\"\n\"\"\".",
            "\"\"\"\n \n \"\"\".",
            "\"\"\"\n \n  \"\"\".",
            "\"\"\"\n   \n  \"\"\".",
            "\"\"\"\n a\n  \"\"\".",
            "\"\"\" a\n\"\"\".",
            "\"\"\"a\"\"\".",
            "\"\"\"\na\"\"\".",
            "\"\"\"\na\n",
            "\"\"\"\na\n\"\"\" \"b\".",
            "\"\"\"\"\na\n\"\"\"\nb\n\"\"\"\".",
            "\"\"\"\na\n\"\"\"\".",
            "\"\"\"\r\n a\r\n b\r\n \"\"\".",
            "~\"a\\n\". ~b\"é\". ~B\"a\\n\". ~s\"a\\n\". ~S\"a\\n\".",
            "~\"\"\"\na\\n\n\"\"\".",
            "~s\"\"\"\na\\n\n\"\"\".",
            "~b\"\"\"\na\\n\n\"\"\".",
            "~S\"\"\"\na\\n\n\"\"\".",
            "~B\"\"\"\na\\n\n\"\"\".",
            "~\"a\"\"b\".",
            "~\"a\" \"b\".",
            "<<~\"a\">>.",
            "<<~\"a\"/binary, 1>>.",
            "<<~s\"ab\":16>>.",
            "~x\"a\".",
            "\"\\^?\".",
            "\"\\^1\".");

    /** Not any more in OTP 27 or later; we still take them, since files outlive releases. */
    private static final List<String> OLD_SNIPPETS = List.of("{maybe, else}.", "{\"a\"\"b\"}.");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {25, 27, 29})
    void erlangReadsWhatWePrint(int release) throws Exception {
        var terms = new ArrayList<Term>();
        for (long seed = 0; seed < 5000; seed++) {
            terms.add(TermOrderErlIT.comparable(new TermGenerator(seed).writable(3), release));
        }
        var text = new StringBuilder();
        for (Term term : terms) text.append(term).append(".\n");
        Files.writeString(directory.resolve("terms"), text);

        ErlProgram.of(release, directory).run(READ_BACK);

        List<Term> read = TermText.consult(directory.resolve("results"));
        assertThat(read).hasSameSizeAs(terms);
        for (int i = 0; i < terms.size(); i++) {
            assertThat(read.get(i)).as("seed %d: %s", i, terms.get(i)).isEqualTo(withoutFuns(terms.get(i)));
        }
    }

    private static Term withoutFuns(Term term) {
        return TermOrderErlIT.rebuilt(
                term,
                t -> t instanceof Fun.External f
                        ? tuple(atom("$fun"), f.module(), f.function(), integer(f.arity()))
                        : t);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 27, 29})
    void acceptsAndRefusesWhatErlangDoes(int release) throws Exception {
        var snippets = new ArrayList<>(SNIPPETS);
        snippets.addAll(release < 27 ? OLD_SNIPPETS : NEW_SNIPPETS);
        for (int i = 0; i < snippets.size(); i++) {
            Files.writeString(directory.resolve("snippet" + i), snippets.get(i), StandardCharsets.UTF_8);
        }

        ErlProgram.of(release, directory).run(READ_SNIPPETS);

        List<Term> results = TermText.consult(directory.resolve("results"));
        assertThat(results).hasSameSizeAs(snippets);
        var soft = new SoftAssertions();
        for (int i = 0; i < snippets.size(); i++) {
            soft.assertThat(consulted(snippets.get(i)))
                    .as("snippet: %s", snippets.get(i))
                    .isEqualTo(results.get(i));
        }
        soft.assertAll();
    }

    private static Term consulted(String text) {
        try {
            return tuple(Atom.OK, new TermList(TermText.consult(text)));
        } catch (TermSyntaxException e) {
            return Atom.ERROR;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 27, 29})
    void readsTheFilesOfAnErlangInstallation(int release) throws Exception {
        ErlProgram.of(release, directory).run(READ_INSTALLED);

        List<Term> results = TermText.consult(directory.resolve("results"));
        // kernel.app and stdlib.app are in every installation.
        assertThat(results).hasSizeGreaterThan(5);
        Pattern result = Pattern.of("{File, Terms}");
        for (Term file : results) {
            Match match = result.match(file).orElseThrow();
            Path path = Path.of(match.list("File").chars().orElseThrow());
            assertThat(TermText.consult(path))
                    .as(path.toString())
                    .isEqualTo(match.list("Terms").elements());
        }
    }
}
