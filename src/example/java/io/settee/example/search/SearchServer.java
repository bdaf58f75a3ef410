package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.tuple;

import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.term.Atom;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the servers of the search node have in common: CouchDB looks after them by {@code {ping, Pid, Ref}}, and waits for {@code {pong, Ref}}. */
abstract class SearchServer extends GenServer {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.example.search");
    private static final Pattern PING = Pattern.of("{ping, Pid, Ref}");
    static final Term OK = atom("ok");

    /** {@code {ok, Value}}. */
    static Term ok(Term value) {
        return tuple(OK, value);
    }

    /** {@code {error, Reason}}. */
    static Term error(Term reason) {
        return tuple(atom("error"), reason);
    }

    /** {@code {error, {bad_request, Text}}}, which CouchDB shows its user. */
    static Term badRequest(String text) {
        return error(tuple(atom("bad_request"), binary(text)));
    }

    /** The word that says what is asked: of an atom itself, of a tuple its first element. */
    static String word(Term request) {
        if (request instanceof Atom(String name)) return name;
        return request instanceof Tuple t && t.arity() > 0 && t.at(0) instanceof Atom(String name) ? name : "";
    }

    @Override
    protected Reply handleCall(Term request, From from) throws Exception {
        try {
            return answer(request, from);
        } catch (BadRequestException e) {
            return Reply.of(badRequest(e.text()));
        } catch (IllegalArgumentException e) {
            // A request of another shape than its pattern's. The caller is told; the index is not lost for it.
            LOG.warn("{}: {}: {}", this, e.getMessage(), request.brief(200));
            return Reply.of(badRequest("malformed request: " + e.getMessage()));
        }
    }

    /** Answers one call. */
    abstract Reply answer(Term request, From from) throws Exception;

    /** The parts of a request. */
    static Match parts(Pattern shape, Term request) {
        return shape.match(request)
                .orElseThrow(() -> new IllegalArgumentException("wanted " + shape));
    }

    @Override
    protected void handleInfo(Term message) throws Exception {
        Optional<Match> ping = PING.match(message);
        if (ping.isPresent() && ping.get().get("Pid") instanceof Pid asker) {
            // Who is not connected any more does not wait for it.
            self().sendNoConnect(asker, tuple(atom("pong"), ping.get().get("Ref")));
        } else {
            super.handleInfo(message);
        }
    }
}
