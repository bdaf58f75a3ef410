package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.node.AllowList;
import io.settee.node.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Erlang may call on this node, by whom, and how much of it at once. Immutable; each method gives another one.
 *
 * <p>{@code Exports.NONE.function("greeter", "greet", 1, call -> …)} is all that {@code rpc:call(Node, greeter, greet, [X])} needs. What is not
 * exported does not exist: callers see {@code undef}. The package's table tells what the caller gets of each outcome.
 */
public final class Exports {
    /** Nothing. */
    public static final Exports NONE =
            new Exports(Map.of(), false, AllowList.EVERYBODY, Interceptor.NONE, Limits.DEFAULT, Optional.empty());

    private final Map<Mfa, ExportedFunction> functions;
    private final boolean standard;
    private final AllowList allowed;
    private final Interceptor interceptor;
    private final Limits limits;
    private final Optional<Consumer<StopRequest>> stopper;

    private Exports(
            Map<Mfa, ExportedFunction> functions,
            boolean standard,
            AllowList allowed,
            Interceptor interceptor,
            Limits limits,
            Optional<Consumer<StopRequest>> stopper) {
        this.functions = Map.copyOf(functions);
        this.standard = standard;
        this.allowed = allowed;
        this.interceptor = interceptor;
        this.limits = limits;
        this.stopper = stopper;
    }

    /** And this function; of two with one name the later counts. */
    public Exports function(String module, String function, int arity, ExportedFunction body) {
        return function(new Mfa(module, function, arity), body);
    }

    /** And this function; of two with one name the later counts. */
    public Exports function(Mfa name, ExportedFunction body) {
        var all = new HashMap<>(functions);
        all.put(name, body);
        return new Exports(all, standard, allowed, interceptor, limits, stopper);
    }

    /**
     * And those functions of OTP that tools call on every node they meet and that tell nothing but how the node is: {@code erlang:node/0},
     * {@code nodes/0,1}, {@code registered/0}, {@code whereis/1}, {@code processes/0}, {@code system_info/1} (a few items; {@code otp_release} is the oldest
     * release whose protocol this node needs), {@code memory/0,1}, {@code net_adm:localhost/0}, {@code net_kernel:longnames/0} and
     * {@code init:get_status/0}.
     */
    public Exports standard() {
        return new Exports(functions, true, allowed, interceptor, limits, stopper);
    }

    /**
     * For these nodes only, and those named before; {@link AllowList} has the forms. Everybody else is refused, if there is an entry at all. This node
     * itself is always allowed.
     */
    public Exports allow(String... nodes) {
        return new Exports(functions, standard, allowed.with(List.of(nodes)), interceptor, limits, stopper);
    }

    /** With this around every call, inside those given before. */
    public Exports intercept(Interceptor inner) {
        return new Exports(functions, standard, allowed, interceptor.then(inner), limits, stopper);
    }

    /** With other limits. */
    public Exports limits(Limits other) {
        return new Exports(functions, standard, allowed, interceptor, other, stopper);
    }

    /**
     * With this called when a node wants ours to stop, by {@code init:stop/0,1}, {@code erlang:halt/0,1,2} or a message to {@code init}; {@code request ->
     * node.close()} for one. Without it they are refused. The caller has its answer by then.
     *
     * @param handler called on a virtual thread of its own
     */
    public Exports onStop(Consumer<StopRequest> handler) {
        return new Exports(functions, standard, allowed, interceptor, limits, Optional.of(handler));
    }

    /** The names of all functions, sorted; not those of {@link #standard}. */
    public Set<String> names() {
        var names = new TreeSet<String>();
        functions.keySet().forEach(name -> names.add(name.toString()));
        return names;
    }

    @Nullable
    ExportedFunction find(Mfa name) {
        return functions.get(name);
    }

    boolean hasStandard() {
        return standard;
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

    Optional<Consumer<StopRequest>> stopper() {
        return stopper;
    }
}
