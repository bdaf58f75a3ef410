package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;

import io.settee.behaviour.Reply;
import io.settee.call.From;
import io.settee.term.Term;
import io.settee.term.Tuple;

/**
 * {@code cleanup}: CouchDB tells it of databases that are gone, {@code {cleanup, Path}}, or that are to be kept aside, {@code {rename, Path}}, and of the
 * signatures that are left of a database's indexes, {@code {cleanup, Db, [Sig]}}. Nothing of an index in memory can be kept aside.
 */
final class CleanupServer extends SearchServer {
    @Override
    Reply answer(Term request, From from) {
        return Reply.of(badRequest("cleanup takes casts only"));
    }

    @Override
    protected void handleCast(Term message) throws Exception {
        switch (word(message)) {
            case "cleanup" -> toMain(message);
            case "rename" -> toMain(tuple(atom("cleanup"), ((Tuple) message).at(1)));
            default -> super.handleCast(message);
        }
    }

    private void toMain(Term cast) throws InterruptedException {
        self().send("main", tuple(atom("$gen_cast"), cast));
    }
}
