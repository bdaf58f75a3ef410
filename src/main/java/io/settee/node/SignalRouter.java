package io.settee.node;

import io.settee.control.Signal;
import io.settee.control.Signal.Demonitor;
import io.settee.control.Signal.Exit;
import io.settee.control.Signal.Exit2;
import io.settee.control.Signal.GroupLeader;
import io.settee.control.Signal.Link;
import io.settee.control.Signal.Monitor;
import io.settee.control.Signal.MonitorExit;
import io.settee.control.Signal.Send;
import io.settee.control.Signal.SendAlias;
import io.settee.control.Signal.SendNamed;
import io.settee.control.Signal.SpawnReply;
import io.settee.control.Signal.SpawnRequest;
import io.settee.control.Signal.Unknown;
import io.settee.control.Signal.Unlink;
import io.settee.control.Signal.UnlinkAck;
import io.settee.control.Signal.UnlinkOld;
import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each signal to its recipient, and answers for those that are not there as a BEAM would.
 *
 * <p>Source: OTP "Distribution Protocol", section "Protocol between Connected Nodes". What Erlang drops without a word is counted here, and
 * logged at debug.
 */
final class SignalRouter {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    static final Atom NOPROC = new Atom("noproc");
    private static final Atom ALIAS = new Atom("alias");

    private final Registry registry;
    private final Supplier<Spawner> spawner;

    /** Who is reached by a reference: by an alias, or by a monitor of a name that its process has given up since. */
    private final Map<Ref, Recipient> byReference = new ConcurrentHashMap<>();

    private final LongAdder dropped = new LongAdder();
    private final LongAdder ignored = new LongAdder();

    /** @param spawner who spawns now: there may be another one later */
    SignalRouter(Registry registry, Supplier<Spawner> spawner) {
        this.registry = registry;
        this.spawner = spawner;
    }

    /** How many messages reached nobody. */
    long dropped() {
        return dropped.sum();
    }

    /** How many signals were none that a node may send. */
    long ignored() {
        return ignored.sum();
    }

    void add(Ref reference, Recipient recipient) {
        byReference.put(reference, recipient);
    }

    void remove(Ref reference) {
        byReference.remove(reference);
    }

    /** Counts a signal that has not found its recipient, if it was a message. */
    void drop(Signal signal) {
        if (isMessage(signal)) dropped.increment();
        LOG.debug("dropped, nobody there: {}", signal);
    }

    /** Counts a signal in the name of somebody of another node, or of an earlier incarnation. */
    void refuse(Signal signal, Term foreign) {
        ignored.increment();
        LOG.debug("ignored, {} is not of the node that sent it: {}", foreign, signal);
    }

    void route(Signal signal, Route via) {
        switch (signal) {
            case Send s -> deliver(registry.find(s.to()), s, via);
            case SendNamed s -> deliver(registry.find(s.to().name()), s, via);
            case SendAlias s -> deliver(find(s.to()), s, via);
            case Exit s -> deliver(registry.find(s.to()), s, via);
            case Exit2 s -> deliver(find(s.to()), s, via);
            case MonitorExit s -> deliver(registry.find(s.watcher()), s, via);
            case UnlinkAck s -> deliver(registry.find(s.to()), s, via);
            case UnlinkOld s -> deliver(registry.find(s.to()), s, via);
            case GroupLeader s -> deliver(registry.find(s.member()), s, via);
            case SpawnReply s ->
                registry.find(s.to())
                        .ifPresentOrElse(
                                r -> r.signal(s, via), () -> s.undo(NOPROC).forEach(via::answer));
            case Demonitor s -> find(s.ref()).or(() -> find(s.target())).ifPresent(r -> r.signal(s, via));
            case Link s ->
                registry.find(s.to())
                        .ifPresentOrElse(
                                r -> r.signal(s, via), () -> via.answer(new Exit(s.to(), s.from(), NOPROC, null)));
            case Unlink s ->
                // Acknowledged even if there is no such process: the peer keeps its half of the link until then.
                registry.find(s.to())
                        .ifPresentOrElse(
                                r -> r.signal(s, via), () -> via.answer(new UnlinkAck(s.id(), s.to(), s.from())));
            case Monitor s ->
                find(s.target())
                        .ifPresentOrElse(
                                r -> r.signal(s, via),
                                () -> via.answer(new MonitorExit(s.target(), s.watcher(), s.ref(), NOPROC)));
            case SpawnRequest s -> spawner.get().spawn(s, via);
            case Unknown s -> {
                ignored.increment();
                LOG.debug("ignored, an unknown control message: operation {}, {}", s.op(), s.control());
            }
        }
    }

    private Optional<Recipient> find(Term target) {
        return switch (target) {
            case Pid pid -> registry.find(pid);
            case Atom name -> registry.find(name.name());
            case Ref reference -> Optional.ofNullable(byReference.get(reference));
            default -> Optional.empty();
        };
    }

    private void deliver(Optional<Recipient> recipient, Signal signal, Route via) {
        if (recipient.isPresent()) recipient.get().signal(signal, via);
        else drop(signal);
    }

    /** For a sender on this node: waits while the recipient of its message is full, unless that is itself. */
    void awaitRoom(Signal message) throws InterruptedException {
        Optional<Recipient> recipient = recipient(message);
        if (recipient.isPresent() && !isFromItself(message, recipient.get()))
            recipient.get().awaitRoom();
    }

    boolean hasRoom(Signal message) {
        return recipient(message).map(Recipient::hasRoom).orElse(true);
    }

    private Optional<Recipient> recipient(Signal message) {
        return switch (message) {
            case Send s -> registry.find(s.to());
            case SendNamed s -> registry.find(s.to().name());
            case SendAlias s -> find(s.to());
            default -> Optional.empty();
        };
    }

    private static boolean isFromItself(Signal message, Recipient recipient) {
        return switch (message) {
            case Send s -> s.sender().equals(recipient.self());
            case SendNamed s -> s.sender().equals(recipient.self());
            case SendAlias s -> s.sender().equals(recipient.self());
            default -> false;
        };
    }

    static boolean isMessage(Signal signal) {
        return signal instanceof Send || signal instanceof SendNamed || signal instanceof SendAlias;
    }

    /** {@code {Tag, Reply}} to whom a {@code '$gen_call'} came from, as gen:reply/2 sends it. */
    static void reply(Pid self, Term caller, Term tag, Term reply, @Nullable Term token, Route via) {
        var message = Tuple.of(tag, reply);
        Ref alias = aliasOf(tag);
        if (alias != null) via.answer(new SendAlias(self, alias, message, token));
        else if (caller instanceof Pid pid) via.answer(new Send(self, pid, message, token));
    }

    /** The alias in {@code [alias|Ref]} or, from multi_call of OTP 27 on, {@code [[alias|Ref]|X]}; a bare reference is none. */
    private static @Nullable Ref aliasOf(Term tag) {
        return switch (tag) {
            case ImproperList(var head, Ref ref)
            when head.size() == 1 && head.get(0).equals(ALIAS) -> ref;
            case ImproperList(var head, var tail) -> aliasOf(head.get(0));
            case TermList(var elements) when !elements.isEmpty() -> aliasOf(elements.get(0));
            default -> null;
        };
    }
}
