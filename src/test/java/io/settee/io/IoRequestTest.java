package io.settee.io;

import static io.settee.term.Terms.binary;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoRequestTest {
    private static IoRequest of(String request) {
        return IoRequest.of(Term.parse(request));
    }

    @Test
    void knowsTheRequestsOfTheProtocol() {
        assertThat(of("{put_chars, unicode, <<\"x\">>}")).isEqualTo(new IoRequest.PutChars(false, binary("x")));
        assertThat(of("{put_chars, latin1, <<\"x\">>}")).isEqualTo(new IoRequest.PutChars(true, binary("x")));
        var format = FunctionCall.of("io_lib", "format", Term.parse("\"~p\""), Term.parse("[a]"));
        assertThat(of("{put_chars, unicode, io_lib, format, [\"~p\", [a]]}"))
                .isEqualTo(new IoRequest.PutResult(false, format));
        assertThat(of("{get_line, unicode, '> '}")).isEqualTo(new IoRequest.GetLine(new Atom("> ")));
        assertThat(of("{get_chars, unicode, '> ', 3}")).isEqualTo(new IoRequest.GetChars(new Atom("> "), 3));
        assertThat(of("{get_until, unicode, '> ', m, f, []}"))
                .isEqualTo(new IoRequest.GetUntil(new Atom("> "), FunctionCall.of("m", "f")));
        assertThat(of("{get_password, unicode}")).isEqualTo(new IoRequest.GetPassword());
        assertThat(of("{get_geometry, rows}")).isEqualTo(new IoRequest.Geometry(false));
        assertThat(of("{requests, [getopts, {put_chars, unicode, <<\"x\">>}]}"))
                .isEqualTo(new IoRequest.Many(
                        List.of(new IoRequest.GetOptions(), new IoRequest.PutChars(false, binary("x")))));
    }

    @Test
    void knowsThoseWithoutAnEncodingAsLatin1() {
        assertThat(of("{put_chars, <<\"x\">>}")).isEqualTo(new IoRequest.PutChars(true, binary("x")));
        assertThat(of("{put_chars, m, f, []}")).isEqualTo(new IoRequest.PutResult(true, FunctionCall.of("m", "f")));
        assertThat(of("{put_chars, latin1, f, []}"))
                .isEqualTo(new IoRequest.PutResult(true, FunctionCall.of("latin1", "f")));
        assertThat(of("{get_line, unicode}")).isEqualTo(new IoRequest.GetLine(new Atom("unicode")));
        assertThat(of("{get_chars, '> ', 3}")).isEqualTo(new IoRequest.GetChars(new Atom("> "), 3));
    }

    @Test
    void knowsNothingElse() {
        for (String request : List.of(
                "{put_ansi, [], x}",
                "{put_chars, unicode, a, b}",
                "{put_chars, unicode, m, f, not_a_list}",
                "{get_chars, unicode, '', -1}",
                "{get_geometry, depth}",
                "{requests, all}",
                "{setopts, [a | b]}",
                "{}",
                "[]",
                "17")) {
            assertThat(of(request)).as(request).isEqualTo(new IoRequest.Unknown());
        }
        // Requests within requests within requests could go on for ever.
        assertThat(of("{requests, [{requests, [getopts]}]}"))
                .isEqualTo(new IoRequest.Many(List.of(new IoRequest.Unknown())));
    }
}
