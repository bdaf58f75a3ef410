package io.settee.products;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.behaviour.Supervisor;
import io.settee.call.From;
import io.settee.call.Gen;
import io.settee.call.NoProcessException;
import io.settee.export.Exports;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.SeparateNode;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elixir's own ways to call, against a node of ours: {@code GenServer}, {@code Task} with {@code :erpc} and under a {@code Task.Supervisor}, {@code :sys}, {@code :pg}; and a server of its
 * {@code Registry}, asked by us. */
@Timeout(60)
class ElixirErlIT {
    private static final String US = "java@127.0.0.1";
    private static final Pattern ADD = Pattern.of("{add, N}");
    private static final Pattern ASK = Pattern.of("{ask, Node, Name}");
    private static final Pattern HOW_MANY = Pattern.of("{how_many, From}");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static final class Counter extends GenServer {
        private final ErlangNode node;
        private long count;

        Counter(ErlangNode node) {
            this.node = node;
        }

        @Override
        protected Reply handleCall(Term request, From from) throws InterruptedException {
            if (request.equals(atom("get"))) return Reply.of(integer(count));
            if (request.equals(atom("pid"))) return Reply.of(tuple(atom("ok"), self().self()));
            if (request.equals(atom("never"))) return Reply.later();
            if (ASK.matches(request)) return Reply.of(ask(ASK.match(request).orElseThrow()));
            if (!ADD.matches(request)) return Reply.of(request);
            add(request);
            return Reply.of(integer(count));
        }

        /** By {@code {via, Registry, {Shop, Name}}}. */
        private Term ask(Match asked) throws InterruptedException {
            Gen till = node.rpc(((Atom) asked.get("Node")).name())
                    .via("Elixir.Registry", tuple(atom("Elixir.Shop"), asked.get("Name")));
            try {
                return till.call(atom("price"));
            } catch (NoProcessException e) {
                return atom("noproc");
            }
        }

        @Override
        protected void handleCast(Term message) {
            add(message);
        }

        private void add(Term message) {
            count += ADD.match(message).orElseThrow().integer("N");
        }

        @Override
        protected Term state() {
            return Int.of(count);
        }

        @Override
        protected void replaceState(Term state) {
            count = ((Int.Small) state).value();
        }
    }

    private static final class Breaking extends GenServer {
        @Override
        protected Reply handleCall(Term request, From from) {
            throw new IllegalStateException("as asked");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, visible", "true, visible", "false, hidden", "true, hidden"})
    void callsUsAsItsOwn(boolean tls, String visibility) throws Exception {
        var on = new ErlCase(27, tls);
        boolean visible = visibility.equals("visible");
        var exports = Exports.NONE.function(
                "strings",
                "upcase",
                1,
                call -> binary(((Binary) call.arg(0)).utf8().toUpperCase(Locale.ROOT)));
        try (ErlangNode node =
                        on.settee(erlang, US).hidden(!visible).exports(exports).start();
                Mailbox member = node.mailbox()) {
            node.start("breaking", new Breaking());
            node.start("sup", Supervisor.of(Supervisor.Strategy.ONE_FOR_ONE));
            node.start("counter", new Counter(node));
            node.pg().join(binary("theirs"), member.self());
            member.onMessage(message -> {
                Match match = HOW_MANY.match(message).orElseThrow();
                int members = node.pg().members(binary("ours")).size();
                member.send((Pid) match.get("From"), tuple(atom("members"), integer(members)));
            });
            var expected = new ArrayList<>(List.of(
                    "connect: true",
                    "listed: true",
                    "ping: :pong",
                    "call: 2",
                    "cast: :ok",
                    "after the cast: 42",
                    "multi_call: {[\"java@127.0.0.1\": 42], []}",
                    "a struct comes back: ~U[2026-11-28 05:00:00Z]",
                    "get_state: 42",
                    "replace_state: 43",
                    "replaced: 42",
                    "get_status: :status",
                    "nobody: :noproc",
                    "tasks: [\"TASK 1\", \"TASK 10\"]",
                    "calls at once: 92",
                    "async_stream: [ok: 92]",
                    "yield: nil",
                    "shutdown: nil",
                    "a task ends with the server: {:\"java.lang.IllegalStateException\", \"as asked\"}",
                    "no Task.Supervisor: {:exit, :noproc}",
                    "our supervisor as a Task.Supervisor: {:error, :unknown_call}",
                    "it lives on: %{active: 0, workers: 0, supervisors: 0, specs: 0}",
                    "as a DynamicSupervisor: :error",
                    "via Registry: 7",
                    "not in the Registry: :noproc",
                    "multicall: [ok: \"X\", ok: \"X\"]",
                    "rpc: \"RPC\"",
                    "undef: {:exception, :undef, [{:nothing, :none, [], []}]}",
                    "observer: :badrpc"));
            if (visible) expected.addAll(List.of("pg: [:\"java@127.0.0.1\"]", "members there: 1"));
            expected.addAll(List.of("global: :ok", "stopped: :normal"));
            assertThat(run(on, visibility)).containsExactlyElementsOf(expected);
        }
    }

    /** What the script prints. */
    private static List<String> run(ErlCase on, String visibility)
            throws IOException, InterruptedException, URISyntaxException {
        Path products = ProductCluster.folder();
        SeparateNode.Settings like = on.separate(erlang, "model@127.0.0.1", false, List.of());
        String distribution = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
                + like.optionFile()
                        .map(file -> " -proto_dist inet_tls -ssl_dist_optfile " + file)
                        .orElse("");
        var script = Path.of(Objects.requireNonNull(ElixirErlIT.class.getResource("/elixir/callers.exs"))
                .toURI());
        var builder = new ProcessBuilder(
                        products.resolve("usr/lib/elixir/bin/elixir").toString(),
                        "--name",
                        "elixir@127.0.0.1",
                        "--cookie",
                        like.cookie(),
                        "--erl",
                        distribution,
                        script.toString(),
                        US,
                        visibility)
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ERL_"));
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        products.resolve("bin") + ":" + System.getenv("PATH"),
                        "HOME",
                        products.toString(),
                        "LC_ALL",
                        "C.UTF-8",
                        "ERL_EPMD_PORT",
                        Integer.toString(like.epmdPort())));
        Process elixir = builder.start();
        try (var out = elixir.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = out.lines().toList();
            assertThat(elixir.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            elixir.destroyForcibly();
        }
    }
}
