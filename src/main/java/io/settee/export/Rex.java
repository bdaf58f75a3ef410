package io.settee.export;

import io.settee.call.From;
import io.settee.control.Signal;
import io.settee.node.Node;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What answers under the name {@code rex}: {@code rpc:block_call}, {@code rpc:sbcast}, and the calls of nodes that do not spawn, such as those written in
 * C. It has each call made by a process that it monitors, as OTP's does.
 *
 * <p>Source: OTP {@code rpc.erl}, {@code handle_call/3}, {@code handle_cast/2}, {@code handle_info/2}.
 */
final class Rex extends Box {
    static final String NAME = "rex";
    private static final Atom REX = new Atom(NAME);
    private static final Atom CALL = new Atom("$gen_call");
    private static final Atom CAST = new Atom("$gen_cast");
    private static final Atom FEATURES_REQUEST = new Atom("features_request");
    private static final Atom FEATURES_REPLY = new Atom("features_reply");
    private static final Atom ERPC = new Atom("erpc");
    private static final Atom NONEXISTING_NAME = new Atom("nonexisting_name");
    private static final Atom SYSTEM_LIMIT = new Atom("system_limit");
    private static final Atom NORMAL = new Atom("normal");

    private final Node node;
    private final Exporter exporter;
    private final InTurn blocking = new InTurn();

    /** By the reference of the monitor on the process that makes the call. */
    private final Map<Ref, Reply> underWay = new ConcurrentHashMap<>();

    Rex(Node node, Exporter exporter) {
        super(node);
        this.node = node;
        this.exporter = exporter;
    }

    @Override
    void ended(Signal.MonitorExit exit) {
        Reply reply = underWay.remove(exit.ref());
        // The reply comes before the normal end.
        if (reply != null && !exit.reason().equals(NORMAL)) reply.tell(Outcome.badrpc(exit.reason()));
    }

    @Override
    void message(Incoming in) {
        if (!(in.message() instanceof Tuple tuple)) return;
        if (tuple.arity() == 3 && tuple.at(0).equals(CALL)) {
            From.of(tuple.at(1)).ifPresent(from -> request(tuple.at(2), new Reply.Gen(from, in), in));
        } else if (tuple.arity() == 2 && tuple.at(0).equals(CAST)) {
            if (isRequest(tuple.at(1), "cast")) cast((Tuple) tuple.at(1), in);
        } else if (tuple.arity() == 2 && tuple.at(0) instanceof Pid from) {
            info(from, tuple.at(1), in);
        }
    }

    private void request(Term request, Reply reply, Incoming in) {
        if (isRequest(request, "call")) call((Tuple) request, reply, in, null);
        else if (isRequest(request, "block_call")) call((Tuple) request, reply, in, blocking);
        // What it does not know OTP's rex does not answer either.
    }

    private void info(Pid from, Term info, Incoming in) {
        if (info.equals(FEATURES_REQUEST)) {
            in.answer(from, Tuple.of(FEATURES_REPLY, ourName(), TermList.of(ERPC)));
        } else if (isRequest(info, "call")) {
            call((Tuple) info, new Reply.Plain(from, in), in, null);
        } else if (info instanceof Tuple t && t.arity() == 3 && t.at(1) instanceof Atom name) {
            if (t.at(0).equals(new Atom("sbcast"))) {
                boolean there = pass(name, t.at(2), in);
                in.answer(from, Tuple.of(REX, ourName(), there ? ourName() : Tuple.of(NONEXISTING_NAME, name)));
            } else if (t.at(0).equals(new Atom("send")) && !pass(name, Tuple.of(from, t.at(2)), in)) {
                in.answer(from, Tuple.of(REX, ourName(), Tuple.of(NONEXISTING_NAME, name)));
            }
        }
    }

    /** It stays a message of the node that has sent it: who has the name may ask by whom it is, as rex itself and init do. */
    private boolean pass(Atom name, Term message, Incoming in) {
        return node.residents().pass(new Signal.SendNamed(self(), name, message, in.answerToken()), in.via());
    }

    private Atom ourName() {
        return new Atom(node.name().toString());
    }

    /** {@code {Kind, Module, Function, Args, GroupLeader}}. */
    private static boolean isRequest(Term term, String kind) {
        return term instanceof Tuple t
                && t.arity() == 5
                && t.at(0) instanceof Atom what
                && what.name().equals(kind)
                && t.at(1) instanceof Atom
                && t.at(2) instanceof Atom;
    }

    private static Application application(Tuple request) {
        return Application.of((Atom) request.at(1), (Atom) request.at(2), request.at(3));
    }

    /** @param turn null if the call waits for no other */
    private void call(Tuple request, Reply reply, Incoming in, @Nullable InTurn turn) {
        // All that the node has to make for it comes first: without a name it can make nothing, and what is let in has
        // to
        // be started.
        Ref ref = node.newRef();
        // Spawned with a monitor as a peer would have it: so that its end is told here, and only after it has begun.
        ProcessStart process = ProcessStart.on(node)
                .askedBy(asked(ref, request, in), false, true, node.routes().home());
        Optional<AdmittedCall> call = exporter.admit(reply.to(), application(request), reply, in.via());
        if (call.isEmpty()) {
            reply.tell(Outcome.badrpc(SYSTEM_LIMIT));
            return;
        }
        underWay.put(ref, reply);
        if (turn != null) turn.add(process, call.get());
        else call.get().start(process);
    }

    private void cast(Tuple request, Incoming in) {
        ProcessStart process = ProcessStart.on(node)
                .askedBy(
                        asked(node.newRef(), request, in),
                        false,
                        false,
                        node.routes().home());
        exporter.admit(self(), application(request), Delivery.SPAWN, in.via()).ifPresent(call -> call.start(process));
    }

    private Signal.SpawnRequest asked(Ref ref, Tuple request, Incoming in) {
        return new Signal.SpawnRequest(
                ref,
                self(),
                leader(request.at(4)),
                (Atom) request.at(1),
                (Atom) request.at(2),
                0,
                TermList.NIL,
                TermList.NIL,
                in.token());
    }

    /** That of the caller, or that of this node if it has none: OTP's takes {@code user}. */
    private Pid leader(Term wanted) {
        return wanted instanceof Pid pid ? pid : node.groupLeader();
    }

    /** Answers whoever has asked, once. */
    private abstract static sealed class Reply implements Delivery {
        private final Incoming call;
        private final AtomicBoolean told = new AtomicBoolean();

        Reply(Incoming call) {
            this.call = call;
        }

        abstract Pid to();

        abstract void send(Term answer, Incoming call);

        @Override
        public Term done(Outcome outcome) {
            tell(outcome.forRex());
            return NORMAL;
        }

        void tell(Term answer) {
            if (told.compareAndSet(false, true)) send(answer, call);
        }

        /** {@code gen_server:call/2}. */
        static final class Gen extends Reply {
            private final From from;

            Gen(From from, Incoming call) {
                super(call);
                this.from = from;
            }

            @Override
            Pid to() {
                return from.pid();
            }

            @Override
            void send(Term answer, Incoming call) {
                call.via().answer(from.answer(call.box(), answer, call.answerToken()));
            }
        }

        /** {@code {Pid, {call, …}}}, of nodes written in C: it is told {@code {rex, Reply}}. */
        static final class Plain extends Reply {
            private final Pid from;

            Plain(Pid from, Incoming call) {
                super(call);
                this.from = from;
            }

            @Override
            Pid to() {
                return from;
            }

            @Override
            void send(Term answer, Incoming call) {
                call.answer(from, Tuple.of(REX, answer));
            }
        }
    }
}
