package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;

import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.util.Optional;

/**
 * {@code cleanup}: CouchDB tells it of databases that are gone, {@code {cleanup, Path}}, or that are to be kept aside, {@code {rename, Path}}, and of the
 * signatures that are left of a database's indexes, {@code {cleanup, Db, [Sig]}}. Nothing of an index in memory can be kept aside.
 */
final class CleanupServer extends SearchServer {
    private static final Pattern RENAME = Pattern.of("{rename, Path}");

    @Override
    Reply answer(Term request, From from) {
        return Reply.of(badRequest("cleanup takes casts only"));
    }

    @Override
    protected void handleCast(Term message) throws Exception {
        Optional<Match> rename = RENAME.match(message);
        if (rename.isPresent()) toMain(tuple(atom("cleanup"), rename.get().get("Path")));
        else if (word(message).equals("cleanup")) toMain(message);
        else super.handleCast(message);
    }

    private void toMain(Term cast) throws InterruptedException {
        self().send("main", tuple(atom("$gen_cast"), cast));
    }
}
