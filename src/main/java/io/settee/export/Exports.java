package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.node.AllowList;
import io.settee.node.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Erlang may call on this node, by whom, and how much of it at once. Immutable; each method gives another one.
 *
 * <p>{@code Exports.NONE.function("greeter", "greet", 1, call -> …)} is all that {@code rpc:call(Node, greeter, greet, [X])} needs. What is not
 * exported does not exist: callers see {@code undef}.
 */
public final class Exports {
    /** Nothing. */
    public static final Exports NONE = new Exports(Map.of(), AllowList.EVERYBODY, Interceptor.NONE, Limits.DEFAULT);

    private final Map<Mfa, ExportedFunction> functions;
    private final AllowList allowed;
    private final Interceptor interceptor;
    private final Limits limits;

    private Exports(Map<Mfa, ExportedFunction> functions, AllowList allowed, Interceptor interceptor, Limits limits) {
        this.functions = Map.copyOf(functions);
        this.allowed = allowed;
        this.interceptor = interceptor;
        this.limits = limits;
    }

    /** And this function; of two with one name the later counts. */
    public Exports function(String module, String function, int arity, ExportedFunction body) {
        return function(new Mfa(module, function, arity), body);
    }

    /** And this function; of two with one name the later counts. */
    public Exports function(Mfa name, ExportedFunction body) {
        var all = new HashMap<>(functions);
        all.put(name, body);
        return new Exports(all, allowed, interceptor, limits);
    }

    /**
     * For these nodes only, and those named before; {@link AllowList} has the forms. Everybody else is refused, if there is an entry at all. This node
     * itself is always allowed.
     */
    public Exports allow(String... nodes) {
        return new Exports(functions, allowed.with(List.of(nodes)), interceptor, limits);
    }

    /** With this around every call, inside those given before. */
    public Exports intercept(Interceptor inner) {
        return new Exports(functions, allowed, interceptor.then(inner), limits);
    }

    /** With other limits. */
    public Exports limits(Limits other) {
        return new Exports(functions, allowed, interceptor, other);
    }

    /** The names of all functions, sorted. */
    public Set<String> names() {
        var names = new TreeSet<String>();
        functions.keySet().forEach(name -> names.add(name.toString()));
        return names;
    }

    @Nullable
    ExportedFunction find(Mfa name) {
        return functions.get(name);
    }

    /** Whether a call that came this way, from this node, is to be looked at. */
    boolean allows(NodeName peer, Route via) {
        return via.peer().isEmpty() || allowed.allows(peer);
    }

    Interceptor interceptor() {
        return interceptor;
    }

    Limits limits() {
        return limits;
    }
}
