package io.settee.export;

import io.settee.node.Node;
import io.settee.node.NodeKind;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Functions of OTP that tools call on every node they meet, as far as this node has an answer; see {@link Exports#standard}.
 *
 * <p>Source: OTP reference manual, module {@code erlang}.
 */
final class StandardFunctions {
    /** The oldest release whose protocol is all that this node needs. */
    private static final String OTP_RELEASE = "25";

    private final Node node;
    private final Map<Mfa, ExportedFunction> functions = new HashMap<>();

    StandardFunctions(Node node) {
        this.node = node;
        add("erlang", "node", 0, call -> name());
        add("erlang", "nodes", 0, call -> nodes(TermList.of(new Atom("visible"))));
        add("erlang", "nodes", 1, call -> nodes(call.arg(0)));
        add("erlang", "registered", 0, call -> atoms(node.residents().registered()));
        add("erlang", "whereis", 1, call -> whereis(call.arg(0)));
        add(
                "erlang",
                "processes",
                0,
                call -> new TermList(new ArrayList<>(node.residents().pids())));
        add("erlang", "system_info", 1, call -> systemInfo(call.arg(0)));
        add("erlang", "memory", 0, call -> TermList.of(Tuple.of(new Atom("total"), total())));
        add("erlang", "memory", 1, call -> memory(call.arg(0)));
        add("net_adm", "localhost", 0, call -> TermList.ofChars(node.name().host()));
        add("net_kernel", "longnames", 0, call -> Atom.of(node.name().isLong()));
        add("init", "get_status", 0, call -> Tuple.of(new Atom("started"), new Atom("started")));
    }

    private void add(String module, String function, int arity, ExportedFunction body) {
        functions.put(new Mfa(module, function, arity), body);
    }

    @Nullable
    ExportedFunction find(Mfa name) {
        return functions.get(name);
    }

    private Atom name() {
        return new Atom(node.name().toString());
    }

    /** A kind of node, or a list of some. */
    private Term nodes(Term wanted) {
        TermList kinds = wanted instanceof TermList list ? list : TermList.of(wanted);
        var names = new TreeSet<String>();
        for (Term kind : kinds) {
            node.nodes(kind(kind)).forEach(peer -> names.add(peer.toString()));
        }
        return atoms(names);
    }

    private static NodeKind kind(Term term) {
        for (NodeKind kind : NodeKind.values()) {
            if (term instanceof Atom(String name) && name.equals(kind.name().toLowerCase(Locale.ROOT))) return kind;
        }
        throw new ErlangError(Outcome.BADARG);
    }

    private Term whereis(Term name) {
        if (!(name instanceof Atom atom)) throw new ErlangError(Outcome.BADARG);
        return node.residents().whereis(atom.name()).<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
    }

    private Term systemInfo(Term item) {
        if (!(item instanceof Atom(String name))) throw new ErlangError(Outcome.BADARG);
        return switch (name) {
            case "otp_release" -> TermList.ofChars(OTP_RELEASE);
            case "system_version" -> TermList.ofChars("Settee on Java " + Runtime.version() + "\n");
            case "schedulers", "schedulers_online", "logical_processors" ->
                Int.of(Runtime.getRuntime().availableProcessors());
            case "process_count" -> Int.of(node.residents().pids().size());
            case "wordsize" -> Int.of(Long.BYTES);
            default -> throw new ErlangError(Outcome.BADARG);
        };
    }

    private static Int total() {
        Runtime jvm = Runtime.getRuntime();
        return Int.of(jvm.totalMemory() - jvm.freeMemory());
    }

    private static Term memory(Term kind) {
        if (!kind.equals(new Atom("total"))) throw new ErlangError(Outcome.BADARG);
        return total();
    }

    private static TermList atoms(Iterable<String> names) {
        var atoms = new ArrayList<Term>();
        for (String name : names) atoms.add(new Atom(name));
        return new TermList(atoms);
    }
}
