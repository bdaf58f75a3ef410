package io.settee.example.search;

import io.settee.ErlangNode;
import io.settee.behaviour.ChildSpec;
import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.behaviour.Supervisor;
import io.settee.call.From;
import io.settee.term.Term;
import java.time.Duration;
import java.util.function.Supplier;

/** {@code sup}: answers CouchDB's pings, and ends with the supervisor of all others, {@code search_sup}, if that gives up. */
final class SupServer extends SearchServer {
    private final ErlangNode node;

    SupServer(ErlangNode node) {
        this.node = node;
    }

    @Override
    protected void init() throws InterruptedException {
        Supervisor.of(Supervisor.Strategy.ONE_FOR_ONE)
                .intensity(5, Duration.ofSeconds(10))
                .child(named("main", () -> new IndexManager(node)))
                .child(named("analyzer", AnalyzerServer::new))
                .child(named("cleanup", CleanupServer::new))
                .start(node.newProcess().named("search_sup").linkedTo(self()));
    }

    private static ChildSpec named(String name, Supplier<GenServer> server) {
        return ChildSpec.server(name, server).named(name);
    }

    @Override
    Reply answer(Term request, From from) {
        return Reply.of(badRequest("sup takes no calls"));
    }
}
