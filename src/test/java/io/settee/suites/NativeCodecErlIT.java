package io.settee.suites;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.ErlangNode;
import io.settee.codec.DecodeLimits;
import io.settee.codec.TermDecoder;
import io.settee.codec.TermEncoder;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of OTP's {@code nc_SUITE}, under their own names: terms go to a mailbox and come back the same. Each is sent twice, and the second must
 * be found among the first by {@code equals} and {@code hashCode}, which is the suite's check of hashes.
 */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class NativeCodecErlIT {
    private static final Pattern REQUEST = Pattern.of("{From, How, T}");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;
    private static ErlangNode node;

    @Parameter
    ErlCase on;

    @BeforeParameterizedClassInvocation
    static void start(ErlCase on) throws InterruptedException {
        erl = on.erl(erlang, "nc" + on.suffix()).start();
        node = on.settee(erlang, "j@127.0.0.1").start();
        Mailbox echo = node.mailbox("echo");
        // Ends with the node, which ends the mailbox.
        Thread.ofVirtual().start(() -> answer(echo));
        erl.eval("""
                Ask = fun(How, T) -> {echo, 'j@127.0.0.1'} ! {self(), How, T}, receive {echo, R} -> R after 9000 -> timeout end end,
                Wrong = fun(How, Expect, Ts) -> [T || T <- Ts, Ask(How, T) =/= Expect(T)] end,
                Same = fun(Ts) -> [T || T <- Ts, element(1, Ask(term, T)) =/= T] ++ Wrong(term, fun(T) -> {T, true} end, Ts) end,
                Id = fun(Tag, {Node, Creation}, Rest) ->
                  N = atom_to_binary(Node, utf8),
                  binary_to_term(<<131, Tag, 119, (byte_size(N)), N/binary, Rest/binary, Creation:32>>) end,
                Here = {node(), erlang:system_info(creation)},
                Origins = [Here | [{gurka@sallad, C} || C <- [1, 2, 3, 4, 16#adec0ded]]]""");
    }

    @AfterParameterizedClassInvocation
    static void end() {
        node.close();
        erl.kill();
    }

    /** Answers {@code {echo, …}}; a {@code term} comes back with whether an equal one had come before. */
    private static void answer(Mailbox echo) {
        Set<Term> seen = new HashSet<>();
        while (echo.isAlive()) {
            try {
                Match m = echo.receive(REQUEST);
                Term term = m.get("T");
                Term answer = switch (m.atom("How").name()) {
                    case "term" -> tuple(term, atom("" + !seen.add(term)));
                    case "decode" -> decoded(m.binary("T"));
                    case "compress" -> compressed(term);
                    case "bits" -> bits((Int) term);
                    case "utf8" -> binary(((TermList) term).chars().orElse("not text"));
                    case "characters" -> TermList.ofChars(text(m.binary("T")));
                    case "tail" -> tail("[_ | T]", term);
                    case "tail3" -> tail("[_, _, _ | T]", term);
                    default -> atom("unknown");
                };
                echo.send(m.pid("From"), tuple(atom("echo"), answer));
            } catch (InterruptedException | IllegalStateException e) {
                return;
            }
        }
    }

    private static Term decoded(Binary bytes) {
        return new TermDecoder(DecodeLimits.DEFAULT)
                .readVersioned(Unpooled.wrappedBuffer(bytes.bytes().toArray()));
    }

    private static Term compressed(Term term) {
        ByteBuf target = Unpooled.buffer();
        TermEncoder.writeCompressed(term, 6, target);
        return binary(ByteBufUtil.getBytes(target));
    }

    /** How many bits it has, as {@code bitlength} of theirs counts, and whether a {@code long} holds it. */
    private static Term bits(Int value) {
        return tuple(
                integer(value.bigValue().bitLength()),
                atom("" + (value instanceof Int.Small)),
                integer(value.bigValue().signum()));
    }

    private static String text(Binary utf8) {
        return new String(utf8.bytes().toArray(), StandardCharsets.UTF_8);
    }

    private static Term tail(String pattern, Term list) {
        return Pattern.of(pattern).match(list).map(m -> m.get("T")).orElse(atom("null"));
    }

    private static void comeBack(String terms) {
        assertThat(erl.eval("Same(" + terms + ")")).isEqualTo("[]");
    }

    @Test
    void pidRoundtrip() {
        String wide = on.release() >= 26 ? ", {268435455, 4294967295}" : "";
        comeBack("[self() | [Id(88, O, <<I:32, S:32>>) || O <- Origins, {I, S} <- [{4711, 4711}, {32767, 8191}" + wide
                + "]]]");
        comeBack("[binary_to_term(<<131, 103, 119, 12, \"gurka@sallad\", I:32, S:32, C>>)"
                + " || {I, S} <- [{4711, 4711}, {32767, 8191}], C <- [1, 2, 3]]");
    }

    @Test
    void portRoundtrip() {
        comeBack("[hd(erlang:ports()) | [Id(89, O, <<I:32>>) || O <- Origins, I <- [4711, 268435455]]]");
        comeBack("[Id(120, O, <<I:64>>) || O <- tl(Origins), I <- [4711, 1 bsl 28, 1 bsl 57 - 1]]");
        comeBack(
                "[binary_to_term(<<131, 102, 119, 12, \"gurka@sallad\", I:32, C>>) || I <- [4711, 268435455], C <- [1, 2, 3]]");
    }

    @Test
    void refRoundtrip() {
        String ref =
                "(fun({Node, C}, Ws) -> N = atom_to_binary(Node, utf8), binary_to_term(<<131, 90, (length(Ws)):16, 119,"
                        + " (byte_size(N)), N/binary, C:32, (<< <<W:32>> || W <- Ws >>)/binary>>) end)";
        comeBack("[make_ref() | [" + ref + "(O, Ws) || O <- tl(Origins),"
                + " Ws <- [[4711], [4711, 4711, 4711], [262143, 4294967295, 4294967295], [4711, 4711, 4711, 4711, 4711],"
                + " [262143, 4294967295, 4294967295, 4294967295, 4294967295]]]]");
        comeBack("[alias()]");
    }

    @Test
    void newFloat() {
        comeBack("[0.0 | lists:append([[math:pow(2.0, E) * math:sqrt(2), -math:pow(2.0, -E) / math:sqrt(2)]"
                + " || E <- lists:seq(0, 1008, 16)])]");
    }

    @Test
    void oldStuff() {
        assertThat(erl.eval("[F || F <- [0.0, math:sqrt(2), -1.5e300],"
                        + " Ask(decode, term_to_binary(F, [{minor_version, 0}])) =/= F]"))
                .isEqualTo("[]");
    }

    @Test
    void binaryRoundtrip() {
        comeBack("[<<>>, <<17>>, list_to_binary(lists:seq(1, 17)), <<3:2>>, <<3, 7:3>>]");
    }

    @Test
    void decompressRoundtrip() {
        assertThat(erl.eval("[T || T <- [0.0, math:sqrt(2), <<1:999, 31:5>>, make_ref(), lists:duplicate(5000, x)],"
                        + " Ask(decode, term_to_binary(T, [compressed])) =/= T]"))
                .isEqualTo("[]");
        assertThat(erl.eval("(fun(T) -> Ask(decode, term_to_binary(T, [compressed])) =:= T end)"
                        + "(binary:copy(<<\"26 million bytes of this, \">>, 1000000))"))
                .isEqualTo("true");
    }

    @Test
    void compressRoundtrip() {
        assertThat(erl.eval("[T || T <- [0.0, math:sqrt(2), <<1:999, 31:5>>, make_ref(), lists:duplicate(5000, x)],"
                        + " binary_to_term(Ask(compress, T)) =/= T]"))
                .isEqualTo("[]");
        assertThat(erl.eval("(fun(T) -> binary_to_term(Ask(compress, T)) =:= T end)"
                        + "(binary:copy(<<\"26 million bytes of this, \">>, 1000000))"))
                .isEqualTo("true");
    }

    private static final String INTEGERS = "([0, 1, -1, -2] ++ lists:append([[X - 2, X - 1, X, -X + 1, -X, -X - 1]"
            + " || E <- [26, 27, 28, 29, 30, 31, 32, 33, 59, 60, 62, 63, 64, 65, 126, 127, 128, 129, 2039, 2040], X <- [1 bsl E]]))";

    @Test
    void integerRoundtrip() {
        comeBack(INTEGERS);
        // Two's complement, without the sign.
        erl.eval("Bits = fun Bits(V) when V =:= 0; V =:= -1 -> 0; Bits(V) -> 1 + Bits(V bsr 1) end,"
                + " Sign = fun(V) when V > 0 -> 1; (0) -> 0; (_) -> -1 end");
        assertThat(erl.eval("Wrong(bits, fun(V) -> {Bits(V), Bits(V) < 64, Sign(V)} end, " + INTEGERS + ")"))
                .isEqualTo("[]");
    }

    @Test
    void funRoundtrip() {
        comeBack(
                "[fun(A, B) -> A + B end, fun(A) -> lists:reverse(A) end, fun() -> ok end, fun lists:map/2, fun erlang:node/0]");
    }

    @Test
    void listsRoundtrip() {
        comeBack("[lists:seq(1, 10), lists:seq(11, 17) ++ last_tail, [{default}], [car | cdr], [[]], []]");
    }

    @Test
    void listsRoundtrip2() {
        erl.eval(
                "Lists = [[a, b], [c, d, e], [], [f], [g, h | i], [j, k, l | m], [n | o], [z, 1, 2, 3, 4], [z, 5, 6, 7], [z, 8, 9],"
                        + " [z, 10], [z, 11, 12, 13, 14 | 15], [z, 16, 17, 18 | 19], [z, 20, 21 | 22], [z, 23 | 24], [z | 25], \"abc123\"]");
        assertThat(erl.eval("Wrong(tail, fun([_ | T]) -> T; (_) -> null end, Lists)"))
                .isEqualTo("[]");
        assertThat(erl.eval("Wrong(tail3, fun([_, _, _ | T]) -> T; (_) -> null end, Lists)"))
                .isEqualTo("[]");
    }

    @Test
    void listsIterator() {
        comeBack("[[\"able \", \"was \", \"I \", \"ere \", \"I \", \"saw \", \"elba\"]]");
    }

    /** Every number that could be a character, those that are none included. */
    private static final String CODE_POINTS =
            "[lists:seq(N, N + 3999) || N <- lists:seq(0, 16#110000 - 4000, 4000)] ++ [lists:seq(16#110000 - 4000, 16#110001)]";

    /** Lists of characters only: without surrogates. */
    private static final String CHARACTERS =
            "[lists:seq(N, N + 2047) || N <- lists:seq(0, 16#10ffff, 2048), N =/= 16#d800]";

    @Test
    void unicode() {
        comeBack(
                "[\"plain ascii\", [0, 1, 31, 32, 63, 64, 127, 128, 255], [0, 255, 256, 16#d7ff, 16#e000, 16#fffd, 16#10000, 16#10ffff],"
                        + " [16#d800], [16#dfff, 65], [-1, 65], [16#110000]]");
        comeBack(CODE_POINTS);
    }

    @Test
    void unicodeListToString() {
        // Compiled code of Erlang's own: its shell would take seconds over a million numbers.
        assertThat(erl.eval("Wrong(utf8, fun unicode:characters_to_binary/1, " + CHARACTERS + ")"))
                .isEqualTo("[]");
        assertThat(
                        erl.eval(
                                "[L || L <- [[16#d800], [16#dfff, 65], [-1], [16#110000], [a], [65.0]], Ask(utf8, L) =/= <<\"not text\">>]"))
                .isEqualTo("[]");
    }

    @Test
    void unicodeStringToList() {
        assertThat(erl.eval("Wrong(characters, fun unicode:characters_to_list/1,"
                        + " [unicode:characters_to_binary(L) || L <- " + CHARACTERS + "])"))
                .isEqualTo("[]");
    }

    /** Of 255 characters of four bytes each, so that not even their bytes fit a length of one byte. */
    private static final String EMOJI = "<<118, 1020:16, (binary:copy(<<16#1f600/utf8>>, 255))/binary>>";

    /** A node's name of 255 characters, most of them such. */
    private static final String EMOJI_NODE = "<<118, 1008:16, (binary:copy(<<16#1f600/utf8>>, 251))/binary, \"@abc\">>";

    private static void comesBack(String bytes) {
        comeBack("[binary_to_term(<<131, " + bytes + ">>)]");
    }

    @Test
    void utf8Atom() {
        comesBack("(" + EMOJI + ")/binary");
        comesBack("119, 4, 16#1f600/utf8");
    }

    @Test
    void utf8Pid() {
        comesBack("88, (" + EMOJI_NODE + ")/binary, 4711:32, 17:32, 4:32");
    }

    @Test
    void utf8Port() {
        comesBack("89, (" + EMOJI_NODE + ")/binary, 4711:32, 4:32");
    }

    @Test
    void utf8Ref() {
        comesBack("90, 3:16, (" + EMOJI_NODE + ")/binary, 4:32, 1:32, 2:32, 3:32");
    }

    @Test
    void connect() throws Exception {
        ErlNode second = on.erl(erlang, "second").start();
        for (int i = 0; i < 2; i++) {
            // An answer, not the connection alone: the peer's end of the handshake comes a moment after ours.
            assertThat(node.ping(second.name().toString(), SOON)).isTrue();
            assertThat(second.eval("nodes(hidden)")).isEqualTo("['j@127.0.0.1']");
            assertThat(erl.eval("nodes(hidden)")).contains("j@127.0.0.1");
            var events = ErlCase.events(node);
            assertThat(second.eval("erlang:disconnect_node('j@127.0.0.1')")).isEqualTo("true");
            events.next(NodeEvent.PeerDown.class);
            await().atMost(SOON).until(() -> second.eval("nodes(hidden)").equals("[]"));
        }
        assertThat(node.peers()).extracting(PeerInfo::node).containsExactly(erl.name());
    }
}
