package io.settee.example.search;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.behaviour.Reply;
import io.settee.behaviour.StartException;
import io.settee.call.From;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.analysis.Analyzer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code main}: opens indexes, and knows which are open. */
final class IndexManager extends SearchServer {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.example.search");
    private static final Pattern OPEN = Pattern.of("{open, Peer, Path, Analyzer}");
    private static final Pattern DISK_SIZE = Pattern.of("{disk_size, Path}");
    private static final Pattern CLEANUP = Pattern.of("{cleanup, Path}");
    private static final Pattern CLEANUP_SIGS = Pattern.of("{cleanup, Db, Sigs}");
    private static final Pattern EXIT = Pattern.of("{'EXIT', Pid, _}");
    private static final java.util.regex.Pattern SHARD =
            java.util.regex.Pattern.compile("shards/[0-9a-f]+-[0-9a-f]+/(.+)\\.[0-9]+/([0-9a-f]+)");

    private final ErlangNode node;
    private final Map<String, IndexServer> open = new LinkedHashMap<>();

    IndexManager(ErlangNode node) {
        this.node = node;
    }

    @Override
    protected void init() {
        self().trapExits(true);
    }

    @Override
    Reply answer(Term request, From from) throws Exception {
        return switch (word(request)) {
            case "open" -> open(parts(OPEN, request), from);
            case "disk_size" -> diskSize(parts(DISK_SIZE, request).binary("Path").utf8(), from);
            case "get_root_dir" -> Reply.of(ok(binary("(in memory)")));
            case "version" -> Reply.of(ok(binary("1.0")));
            default -> Reply.of(badRequest("main knows no such request: " + request.brief(200)));
        };
    }

    private Reply open(Match open, From from) throws Exception {
        String path = open.binary("Path").utf8();
        Pid twin = open.pid("Peer");
        IndexServer known = this.open.get(path);
        if (known != null) {
            // The index may be in the middle of something; others do not wait for it. If it ends meanwhile, that is the answer.
            known.submit(() -> {
                        known.link(twin);
                        return ok(known.pid());
                    })
                    .exceptionally(ended -> error(atom("closed")))
                    .thenAccept(answer -> reply(from, answer));
            return Reply.later();
        }
        Optional<Analyzer> analyzer = Analyzers.of(open.get("Analyzer"));
        if (analyzer.isEmpty()) return Reply.of(error(atom("no_such_analyzer")));
        var index = new IndexServer(path, analyzer.get(), twin);
        try {
            // Without main nobody finds it again, so it ends with main; and its twin with it, which then opens it anew.
            Pid pid = index.start(node.newProcess().linkedTo(self())).self();
            this.open.put(path, index);
            return Reply.of(ok(pid));
        } catch (StartException e) {
            return Reply.of(error(e.reason()));
        }
    }

    private void reply(From from, Term answer) {
        try {
            from.reply(self(), answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply diskSize(String path, From from) {
        IndexServer index = open.get(path);
        if (index == null) return Reply.of(diskSize(0));
        // Not waited for, as in open; one that has just ended has no size any more.
        index.submit(index::bytes)
                .exceptionally(ended -> 0L)
                .thenAccept(bytes -> reply(from, diskSize(bytes)));
        return Reply.later();
    }

    private static Term diskSize(long bytes) {
        return ok(list(tuple(atom("disk_size"), integer(bytes))));
    }

    /** What {@code cleanup} passes on. One of another shape ends nothing, as all indexes would end with this. */
    @Override
    protected void handleCast(Term message) throws Exception {
        try {
            cleanup(message);
        } catch (BadRequestException | IllegalArgumentException e) {
            LOG.warn("{}: dropped, {}: {}", this, e.getMessage(), message.brief(200));
        }
    }

    /** CouchDB has deleted a database, or indexes of one. */
    private void cleanup(Term message) throws Exception {
        Optional<Match> all = CLEANUP.match(message);
        Optional<Match> some = CLEANUP_SIGS.match(message);
        if (all.isPresent()) {
            String prefix = all.get().binary("Path").utf8() + "/";
            close(path -> path.startsWith(prefix));
        } else if (some.isPresent()) {
            String db = some.get().binary("Db").utf8();
            List<String> active = Options.texts("cleanup", some.get().list("Sigs"));
            close(path -> {
                var shard = SHARD.matcher(path);
                return shard.matches() && shard.group(1).equals(db) && !active.contains(shard.group(2));
            });
        } else {
            super.handleCast(message);
        }
    }

    private void close(Predicate<String> which) throws InterruptedException {
        for (Map.Entry<String, IndexServer> entry : open.entrySet()) {
            if (!which.test(entry.getKey())) continue;
            LOG.info("{} is deleted", entry.getValue());
            self().exit(entry.getValue().pid(), atom("deleted"));
        }
    }

    @Override
    protected void handleInfo(Term message) throws Exception {
        Optional<Match> exit = EXIT.match(message);
        if (exit.isPresent()) open.values().removeIf(index -> index.pid().equals(exit.get().get("Pid")));
        else super.handleInfo(message);
    }

    @Override
    protected Term state() {
        return new TermList(open.entrySet().stream()
                .<Term>map(entry -> tuple(binary(entry.getKey()), entry.getValue().pid()))
                .toList());
    }
}
