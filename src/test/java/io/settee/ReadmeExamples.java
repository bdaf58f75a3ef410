package io.settee;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;

import io.settee.behaviour.ChildSpec;
import io.settee.behaviour.GenServer;
import io.settee.behaviour.Reply;
import io.settee.behaviour.Supervisor;
import io.settee.behaviour.Supervisor.Strategy;
import io.settee.call.From;
import io.settee.call.Rpc;
import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsSettings;
import io.settee.cluster.GlobalName;
import io.settee.cluster.Pg;
import io.settee.config.OptionFile;
import io.settee.export.ErlangError;
import io.settee.export.Exports;
import io.settee.export.RefusedException;
import io.settee.io.GroupLeader;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Java of the README and of ErlangNode's Javadoc: {@link ReadmeErlIT} runs it and sees that the README has the same text. */
@SuppressWarnings("ClosingStandardOutputStreams") // what is closed is the group leader that prints there
final class ReadmeExamples {
    private ReadmeExamples() {}

    public static void main(String[] args) throws InterruptedException {
        greet(args[0], args[1], args[2]);
    }

    // @start region="first"
    static void greet(String me, String cookie, String peer) throws InterruptedException {
        try (ErlangNode node = ErlangNode.named(me).cookie(cookie).start();
                Mailbox box = node.mailbox("greeter")) {

            // {greeting, Peer} ! {hello, self(), <<"Grüße"/utf8>>}
            box.send("greeting", peer, tuple(atom("hello"), box.self(), binary("Grüße")));

            // receive {reply, From, Text} -> … after 5000 -> … end; anything else stays in the mailbox
            Pattern reply = Pattern.of("{reply, From, Text}");
            Match match = box.receive(reply, Duration.ofSeconds(5)).orElseThrow();
            String text = match.binary("Text").utf8();
            System.out.println(match.pid("From") + " says " + text);

            box.monitor(match.pid("From")); // {'DOWN', Ref, process, Pid, Reason} arrives when it ends
            System.out.println(box.receive(Duration.ofSeconds(5)).orElseThrow());
            System.out.print(node.peersTable()); // node, address, tls or tcp, counters, certificate, …
        }
    }
    // @end

    static Term callOut(ErlangNode node, String peer) throws InterruptedException {
        Rpc rpc = node.rpc(peer).within(Duration.ofSeconds(5));
        Term release = rpc.call("erlang", "system_info", atom("otp_release")); // erpc:call/5
        Term counts = node.gen("kernel_sup", peer).call(atom("count_children")); // gen_server:call/2
        System.out.println(release + " " + counts);
        try (GroupLeader output = node.groupLeader(System.out::print)) {
            return rpc.outputTo(output.self()).call("io", "format", string("~ts~n"), list(string("printed here")));
        }
    }

    // @start region="server"
    static final class Counter extends GenServer {
        private long count;

        @Override
        protected Reply handleCall(Term request, From from) {
            return switch (request) {
                case Atom(String name) when name.equals("read") -> Reply.of(integer(count));
                case Int.Small(long n) -> Reply.of(integer(count += n));
                default -> throw new IllegalArgumentException("not a number: " + request); // ends the server
            };
        }

        @Override
        protected void handleCast(Term message) {
            count = 0;
        }
    }
    // @end
    // @start region="supervisor"
    static JavaProcess supervise(ErlangNode node) throws InterruptedException {
        Supervisor supervisor = Supervisor.of(Strategy.ONE_FOR_ONE)
                .intensity(3, Duration.ofMinutes(1))
                .child(ChildSpec.server("counter", Counter::new).named("counter"));
        return node.start("sup", supervisor); // supervisor:which_children({sup, Node}) shows them
    }
    // @end

    static String show(Term term) {
        return switch (term) {
            case Atom(String name) -> "the atom " + name;
            case Int.Small(long n) -> "the number " + n;
            case Binary b -> "the text " + b.utf8();
            case Tuple(var elements) when elements.size() == 2 -> "a pair";
            default -> "the term " + term; // in Erlang syntax, which Erlang reads back
        };
    }

    static ErlangNode fromFile(Path vmArgs) throws InterruptedException {
        return ErlangNode.fromVmArgs(vmArgs).start();
    }

    static ErlangNodeBuilder openSsl(Path optionFile) {
        // or JDK; in a vm.args -settee tls_engine
        TlsSettings tls = OptionFile.read(optionFile).withEngine(TlsEngine.OPENSSL);
        return ErlangNode.named("search@127.0.0.1").carriers(Carriers.tls(tls));
    }

    static ErlangNodeBuilder couch(Path optionFile) {
        TlsSettings tls = OptionFile.read(optionFile);
        Carriers carriers = Carriers.couch(tls, CouchPolicy.noTls(List.of("legacy*@*")));
        return ErlangNode.named("search@127.0.0.1").carriers(carriers);
    }

    // @start region="exports"
    static Exports greeter() {
        return Exports.NONE
                .function("greeter", "greet", 1, call -> switch (call.arg(0)) {
                    case Binary name -> binary("hello " + name.utf8());
                    default -> throw new ErlangError(atom("badarg")); // error(badarg), with Java's stack trace
                })
                .function("greeter", "wait", 0, call -> call.mailbox().receive()) // the process that was spawned
                .allow("shell@127.0.0.1") // other nodes are refused
                .intercept((call, function) -> { // around every call, to refuse or to time it
                    if (call.function().function().equals("secret")) throw new RefusedException("not for you");
                    return function.apply(call);
                });
    }
    // @end

    // @start region="groups"
    static Pg.Monitored joinAndWatch(ErlangNode node, Mailbox worker, Mailbox watcher) throws InterruptedException {
        Pg groups = node.pg(); // the scope pg; node.pg("other") is another
        groups.join("workers", worker);
        List<Pid> everywhere = groups.members("workers"); // of Erlang nodes, too
        System.out.println(everywhere.size() + " workers");
        return groups.monitor(watcher); // receives {Ref, join, Group, Pids} and {Ref, leave, Group, Pids}
    }
    // @end

    // @start region="global"
    static GlobalName become(ErlangNode node, Mailbox searcher) throws InterruptedException {
        GlobalName name = node.global().register("searcher", searcher); // every member finds it, and monitors it
        Optional<Pid> found = node.global().whereis("searcher");
        System.out.println("searcher is " + found.orElseThrow());
        return name; // name.unregister() gives it up
    }
    // @end
}
