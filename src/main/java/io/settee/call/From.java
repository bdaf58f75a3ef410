package io.settee.call;

import io.settee.control.Signal;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a server, and by which tag the answer is known: the {@code From} of {@code gen_server:reply/2}, {@code {Pid, Tag}}.
 *
 * <p>Source: OTP {@code gen.erl}, {@code reply/2}.
 */
public record From(Pid pid, Term tag) {
    static final Atom ALIAS = new Atom("alias");

    /** The asker in a {@code {'$gen_call', From, Request}}; empty if the term is no {@code {Pid, Tag}}. */
    public static Optional<From> of(Term term) {
        return term instanceof Tuple pair && pair.arity() == 2 && pair.at(0) instanceof Pid pid
                ? Optional.of(new From(pid, pair.at(1)))
                : Optional.empty();
    }

    /**
     * Answers, {@code gen_server:reply(From, Reply)}: to the alias if the asker has one, so that an answer too late does no harm, else to its pid. If
     * the connection to the asker's node is gone, nobody waits any more and nothing is sent. Any thread; waits while the peer is slow.
     *
     * @param by who answers
     */
    public void reply(Mailbox by, Term reply) throws InterruptedException {
        Term answer = Tuple.of(tag, reply);
        Optional<Ref> alias = alias(tag);
        if (alias.isPresent()) by.sendNoConnect(alias.get(), answer);
        else by.sendNoConnect(pid, answer);
    }

    /**
     * The answer as a signal, for those who must not wait; otherwise as {@link #reply}.
     *
     * @param token of the sequential trace that the answer is part of
     */
    public Signal answer(Pid by, Term reply, @Nullable Term token) {
        Term answer = Tuple.of(tag, reply);
        return alias(tag)
                .<Signal>map(alias -> new Signal.SendAlias(by, alias, answer, token))
                .orElseGet(() -> new Signal.Send(by, pid, answer, token));
    }

    /** {@code [alias|Ref]} or, by {@code gen_server:multi_call} since OTP 27, {@code [[alias|Ref]|_]}. */
    private static Optional<Ref> alias(Term tag) {
        if (!(tag instanceof ImproperList list) || list.elements().size() != 1) return Optional.empty();
        Term head = list.elements().get(0);
        if (head.equals(ALIAS) && list.tail() instanceof Ref ref) return Optional.of(ref);
        return head instanceof ImproperList ? alias(head) : Optional.empty();
    }

    /**
     * Whether the asker's node runs OTP 26 or later, as far as this can tell: there the reference of an alias has five words. For answers whose shape has changed.
     */
    public boolean isOfOtp26() {
        return alias(tag).map(ref -> ref.words().size() > 3).orElse(false);
    }

    /** {@code {Pid, Tag}}. */
    public Tuple toTerm() {
        return Tuple.of(pid, tag);
    }
}
