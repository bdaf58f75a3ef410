package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Asks many nodes at once and waits for all of them. */
final class Results {
    private Results() {}

    static Map<NodeName, Result> gather(List<NodeName> peers, Function<NodeName, CompletableFuture<Term>> asking)
            throws InterruptedException {
        var asked = new LinkedHashMap<NodeName, CompletableFuture<Term>>();
        for (NodeName peer : peers) asked.computeIfAbsent(peer, asking);
        var results = new LinkedHashMap<NodeName, Result>();
        try {
            for (var entry : asked.entrySet()) results.put(entry.getKey(), result(entry.getValue()));
        } finally {
            asked.values().forEach(answer -> answer.cancel(false)); // an interrupted caller gives up the rest
        }
        return results;
    }

    private static Result result(CompletableFuture<Term> answer) throws InterruptedException {
        try {
            return new Result.Value(answer.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallException failure) return new Result.Failure(failure);
            if (e.getCause() instanceof RuntimeException defect) throw defect;
            throw new IllegalStateException(e.getCause());
        }
    }
}
