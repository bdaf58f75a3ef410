package io.settee.behaviour;

import io.settee.call.Caller;
import io.settee.call.From;
import io.settee.process.Crash;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.process.NameTakenException;
import io.settee.process.ProcessExit;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a server's process: takes message after message and calls the {@link GenServer}.
 *
 * <p>A virtual thread that waits in {@code receive}: an idle server costs 3 kB with everything, and unlike a handler that is called it can wait for
 * certain messages only, which being suspended needs.
 *
 * <p>Source: OTP {@code gen_server.erl}, {@code loop}, {@code decode_msg}, {@code handle_msg} and {@code terminate}.
 */
final class ServerLoop {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.behaviour");
    private static final Atom CALL = new Atom("$gen_call");
    private static final Atom CAST = new Atom("$gen_cast");
    private static final Atom SYSTEM = new Atom("system");
    private static final Atom TERMINATE = new Atom("terminate");
    private static final Atom EXIT = new Atom("EXIT");
    private static final Atom NORMAL = new Atom("normal");
    private static final Atom SHUTDOWN = new Atom("shutdown");
    private static final Atom TIMEOUT = new Atom("timeout");

    /** Says that there are tasks; from anybody else it says nothing. */
    private static final Atom TASKS = new Atom("$settee_tasks");

    /** An answer that goes when the server has terminated. */
    private record LastReply(From to, Term reply) {}

    /** Why a start went no further. */
    private static final class Ignored extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final GenServer server;
    private final AtomicBoolean used = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> initiated = new CompletableFuture<>();
    private final Queue<Task<?>> tasks = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Mailbox self;
    private volatile boolean over;

    // The process's thread only.
    private @Nullable Pid parent;
    private @Nullable String name;
    private @Nullable Term stopReason;
    private @Nullable LastReply lastReply;
    private boolean ignored;
    private @Nullable Duration timeout;

    ServerLoop(GenServer server) {
        this.server = server;
    }

    // ---- from outside

    JavaProcess start(ProcessStart how) throws InterruptedException {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException(server + " was started before; a restart needs a new object");
        }
        parent = how.parent().orElse(null);
        name = how.name().orElse(null);
        Caller caller = Caller.of(how.node());
        JavaProcess process;
        try {
            process = how.start(mailbox -> run(mailbox, caller));
        } catch (NameTakenException e) {
            throw StartException.nameTaken(what(), e);
        }
        try {
            initiated.get();
            return process;
        } catch (InterruptedException e) {
            process.exit(new Atom("kill"));
            throw e;
        } catch (ExecutionException e) {
            // With the process ended its name is free again.
            Term reason = process.await();
            Throwable cause = e.getCause();
            throw cause instanceof Ignored
                    ? new StartException(what(), StartException.IGNORE, null)
                    : new StartException(what(), reason, cause);
        }
    }

    private String what() {
        return "server " + server.getClass().getName();
    }

    Mailbox self() {
        Mailbox known = self;
        if (known == null) throw new IllegalStateException(what() + " is not started yet");
        return known;
    }

    String pidText() {
        Mailbox known = self;
        return known == null ? "" : " " + known.self();
    }

    private record Task<T extends @Nullable Object>(Callable<T> code, CompletableFuture<T> result) {
        void run() {
            try {
                result.complete(code.call());
            } catch (Throwable e) {
                if (e instanceof InterruptedException) Thread.currentThread().interrupt();
                result.completeExceptionally(e);
            }
        }

        void refuse(String why) {
            result.completeExceptionally(new IllegalStateException(why));
        }
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> code) {
        var task = new Task<>(code, new CompletableFuture<>());
        Mailbox known = self;
        if (known == null) {
            task.refuse(what() + " is not started yet");
            return task.result;
        }
        tasks.add(task);
        known.post(TASKS);
        // Looked at after adding: whoever has ended the loop may have missed the task.
        if (over) refuseTasks();
        return task.result;
    }

    private void refuseTasks() {
        for (Task<?> task = tasks.poll(); task != null; task = tasks.poll()) task.refuse(server + " has ended");
    }

    // ---- from callbacks

    void stop(Term reason) {
        stopReason = reason;
    }

    void ignore() {
        ignored = true;
    }

    void timeoutAfter(Duration time) {
        timeout = time;
    }

    // ---- the process

    private void run(Mailbox mailbox, Caller caller) {
        self = mailbox;
        Pid above = parent == null ? mailbox.self() : parent;
        parent = above;
        Term reason = NORMAL;
        try {
            reason = serve(new SystemRequests(server, name, mailbox, above, caller));
        } finally {
            over = true;
            refuseTasks();
            initiated.completeExceptionally(new IllegalStateException("it was ended in init"));
            // Of an exit signal that has ended it already. What is left to do is not to be disturbed by it.
            Thread.interrupted();
            ended(mailbox.exitReason().orElse(reason));
        }
        if (!reason.equals(NORMAL)) throw new ProcessExit(reason);
    }

    private void ended(Term reason) {
        try {
            server.ended(reason);
        } catch (RuntimeException e) {
            LOG.error("{} failed when told of its end", server, e);
        }
    }

    /** The reason with which it ends. */
    private Term serve(SystemRequests requests) {
        Optional<Term> noStart = init();
        if (noStart.isPresent()) return noStart.get();
        try {
            while (self().isAlive()) {
                if (stopReason != null) return terminate(stopReason, null);
                handle(next(requests.sys()), requests);
            }
            // An exit signal has ended it: what still waits is for nobody.
            return NORMAL;
        } catch (ProcessExit e) {
            return terminate(e.reason(), e);
        } catch (Throwable e) {
            return terminate(Crash.reason(e), e);
        }
    }

    private Optional<Term> init() {
        try {
            server.init();
        } catch (ProcessExit e) {
            return notStarted(e.reason(), e);
        } catch (Throwable e) {
            return notStarted(Crash.reason(e), e);
        }
        if (ignored) return notStarted(NORMAL, new Ignored());
        if (stopReason != null) return notStarted(stopReason, new ProcessExit(stopReason));
        initiated.complete(null);
        return Optional.empty();
    }

    /** Not logged: whoever starts it is told. */
    private Optional<Term> notStarted(Term reason, Throwable why) {
        initiated.completeExceptionally(why);
        return Optional.of(reason);
    }

    private Term next(Sys sys) throws InterruptedException {
        if (sys.isSuspended()) return self().receive(this::concernsSuspended);
        Duration limit = timeout;
        return limit == null ? self().receive() : self().receive(limit).orElse(TIMEOUT);
    }

    private boolean concernsSuspended(Term message) {
        return message instanceof Tuple tuple && tuple.arity() == 3 && (isSystem(tuple) || isEndOfParent(tuple));
    }

    private static boolean isSystem(Tuple message) {
        return message.arity() == 3
                && message.at(0).equals(SYSTEM)
                && From.of(message.at(1)).isPresent();
    }

    private boolean isEndOfParent(Tuple message) {
        return message.arity() == 3
                && message.at(0).equals(EXIT)
                && message.at(1).equals(parent);
    }

    private void handle(Term message, SystemRequests requests) throws Exception {
        if (message.equals(TASKS)) {
            runTasks();
            return;
        }
        if (message instanceof Tuple tuple) {
            if (isSystem(tuple)) {
                system(tuple.at(2), From.of(tuple.at(1)).orElseThrow(), requests);
                return;
            }
            if (isEndOfParent(tuple)) {
                stop(tuple.at(2));
                return;
            }
        }
        // Not by what came before this line: OTP's loop/7 goes on with the same time after a system message.
        timeout = null;
        Sys sys = requests.sys();
        sys.received(message);
        if (message instanceof Tuple tuple && tuple.arity() == 3 && tuple.at(0).equals(CALL)) {
            Optional<From> from = From.of(tuple.at(1));
            if (from.isPresent()) {
                call(tuple.at(2), from.get(), sys);
                return;
            }
        }
        if (message instanceof Tuple tuple && tuple.arity() == 2 && tuple.at(0).equals(CAST)) {
            server.handleCast(tuple.at(1));
        } else {
            server.handleInfo(message);
        }
        sys.handled();
    }

    private void call(Term request, From from, Sys sys) throws Exception {
        switch (server.handleCall(request, from)) {
            case Reply.Now(Term reply) -> {
                from.reply(self(), reply);
                sys.replied(reply, from);
            }
            case Reply.Later() -> sys.handled();
            case Reply.Stop(Term reason, Term reply) -> {
                lastReply = new LastReply(from, reply);
                stop(reason);
            }
        }
    }

    private void system(Term request, From from, SystemRequests requests) throws InterruptedException {
        if (request instanceof Tuple(var e) && e.size() == 2 && e.getFirst().equals(TERMINATE)) {
            from.reply(self(), Atom.OK);
            stop(e.get(1));
            return;
        }
        Optional<Term> answer = requests.answer(request, from);
        if (answer.isPresent()) from.reply(self(), answer.get());
    }

    /** Those that wait now. One that adds another leaves it to that one's own message, behind all messages that have come meanwhile. */
    private void runTasks() {
        for (int waiting = tasks.size(); waiting > 0 && stopReason == null && self().isAlive(); waiting--) {
            Task<?> task = tasks.poll();
            if (task == null) return;
            task.run();
        }
    }

    /** The reason that remains after the server was told. */
    private Term terminate(Term reason, @Nullable Throwable cause) {
        // An exit signal was quicker.
        if (!self().isAlive()) return reason;
        Term last = reason;
        Throwable why = cause;
        try {
            try {
                server.terminate(reason);
            } finally {
                if (lastReply != null) lastReply.to.reply(self(), lastReply.reply);
            }
        } catch (ProcessExit e) {
            last = e.reason();
            why = e;
        } catch (Throwable e) {
            last = Crash.reason(e);
            why = e;
        }
        if (!isExpected(last)) LOG.error("{} ends: {}", server, last.brief(500), why);
        return last;
    }

    /** {@code normal}, {@code shutdown} and {@code {shutdown, _}}: nobody's fault, so nobody is told. */
    static boolean isExpected(Term reason) {
        if (reason instanceof Tuple pair && pair.arity() == 2) return pair.at(0).equals(SHUTDOWN);
        return reason.equals(NORMAL) || reason.equals(SHUTDOWN);
    }
}
