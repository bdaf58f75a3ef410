package io.settee.cluster;

import io.settee.call.Caller;
import io.settee.call.Gen;
import io.settee.call.NoProcessException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * Names of the whole cluster, OTP's {@code global}, by way of the BEAM nodes that this one is connected to. {@code ErlangNode.global} gives it.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="global"}
 *
 * <p>Every method asks a connected member to do it, and the next one if that does not answer; it waits, as on a BEAM, while others hold the lock
 * of {@code global}. Members are those that are connected visibly; to a hidden node, all that are connected. Without any there is nobody to ask.
 *
 * <p>Any thread. Source: OTP {@code global} (reference manual) and {@code global.erl}.
 */
public final class Global {
    private static final Atom GLOBAL = new Atom("global");

    private final Node node;
    private final Caller caller;
    private final Members members;
    private final Runnable whenRegistering;

    /** @param whenRegistering has the node answer {@code global:resolve_it/4} from then on, which decides who keeps a name that two have */
    public Global(Node node, Caller caller, Runnable whenRegistering) {
        this.node = node;
        this.whenRegistering = whenRegistering;
        this.caller = caller;
        this.members = new Members(node, caller);
    }

    /** The process that has a name, an atom; {@code global:whereis_name/1}. */
    public Optional<Pid> whereis(String name) throws InterruptedException {
        return whereis(new Atom(name));
    }

    /**
     * The process that has a name; {@code global:whereis_name/1}.
     *
     * @throws IllegalStateException if no member answers
     */
    public Optional<Pid> whereis(Term name) throws InterruptedException {
        return ask("look up the global name " + name, "whereis_name", name) instanceof Pid pid
                ? Optional.of(pid)
                : Optional.empty();
    }

    /** The server with a global name, an atom, to be called as {@code gen_server} calls {@code {global, Name}}; as {@link #gen(Term)}. */
    public Gen gen(String name) {
        return gen(new Atom(name));
    }

    /**
     * The server with a global name, to be called as {@code gen_server} calls {@code {global, Name}}. A member is asked for it before each request, as
     * {@link #whereis(Term)} does, so that the one that has the name then is meant. While no member answers a call fails with a
     * {@link NoProcessException}, as a BEAM that is alone says {@code noproc}.
     */
    public Gen gen(Term name) {
        return caller.gen(Tuple.of(GLOBAL, name), node.name(), () -> whereis(name));
    }

    /** Gives a mailbox a name, an atom; otherwise as {@link #register(Term, Mailbox)}. */
    public GlobalName register(String name, Mailbox mailbox) throws InterruptedException {
        return register(new Atom(name), mailbox);
    }

    /**
     * Gives a mailbox a name in the whole cluster, {@code global:register_name/3} on a member. See {@link GlobalName} for how it is kept.
     *
     * @throws IllegalStateException if the name is taken, or no member answers
     */
    public GlobalName register(Term name, Mailbox mailbox) throws InterruptedException {
        whenRegistering.run();
        Term answer =
                ask("register the global name " + name, "register_name", name, mailbox.self(), GlobalName.RESOLVE);
        if (!answer.equals(GlobalName.YES)) {
            throw new IllegalStateException("the global name " + name + " is taken by "
                    + whereis(name).map(Pid::toString).orElse("a process that is just ending"));
        }
        return GlobalName.keep(node, members, name, mailbox);
    }

    private Term ask(String what, String function, Term... arguments) throws InterruptedException {
        List<NodeName> asked = members.connected();
        for (NodeName member : asked) {
            Optional<Term> answer = members.ask(member, "global", function, arguments);
            if (answer.isPresent()) return answer.get();
        }
        throw new IllegalStateException("cannot " + what + ": "
                + (asked.isEmpty()
                        ? "no node is connected that could be asked; connect to a member of the cluster first"
                        : "none of " + asked + " has answered"));
    }
}
