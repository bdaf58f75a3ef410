package io.settee.io;

import io.settee.call.Caller;
import io.settee.node.Node;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group leader on this node: what a process elsewhere prints arrives in Java, and what all prints that it spawns. Give its {@link #self() pid} to
 * {@code Rpc.outputTo} or {@code SpawnOptions.withGroupLeader}.
 *
 * <p>A request is answered when the {@link Console} has taken it, so whoever prints faster than that waits, as at any slow terminal. Who waits
 * for input holds up nobody's output. So many as 1,000 processes may wait for it; further ones get {@code {error, system_limit}}.
 *
 * <p>Any thread. Source: OTP stdlib, "The Erlang I/O Protocol".
 */
public final class GroupLeader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.io");
    private static final Pattern REQUEST = Pattern.of("{io_request, From, As, Request}");
    private static final Pattern DOWN = Pattern.of("{'DOWN', Ref, process, _, _}");
    private static final Pattern DEMONITOR = Pattern.of("{'DEMONITOR', Ref}");
    private static final Pattern EXIT = Pattern.of("{'EXIT', Process, Reason}");
    private static final Atom IO_REPLY = new Atom("io_reply");
    private static final Atom ENOTSUP = new Atom("enotsup");
    private static final Atom TERMINATED = new Atom("terminated");
    private static final Atom PUT_CHARS = new Atom("put_chars");
    private static final Atom REQUEST_UNKNOWN = new Atom("request");

    private static final Atom SYSTEM_LIMIT = new Atom("system_limit");

    /** A process has one request at a time, so this is a number of processes: so many print at once, and so many read. */
    private static final int ASKERS = 1000;

    private static final Bound MORE_ASKERS = Bound.dropping(10_000);

    private final Mailbox box;
    private final Console console;
    private final Callback callback;
    private final Input input;
    private final Turns prints = new Turns();
    private final Reads reads = new Reads();
    private final Semaphore printers = new Semaphore(ASKERS);
    private final Semaphore readers = new Semaphore(ASKERS);
    private volatile Settings settings = Settings.INITIAL;

    private GroupLeader(Mailbox box, Caller caller, Console console) {
        this.box = box;
        this.console = console;
        this.callback = new Callback(caller, box.self());
        this.input = new Input(console, callback);
    }

    /**
     * Opens one; {@code ErlangNode.groupLeader} is the usual way.
     *
     * @param caller for what requests name, which is run where they come from
     */
    public static GroupLeader open(Node node, Caller caller, Console console) {
        var leader = new GroupLeader(Mailbox.open(node, MORE_ASKERS), caller, console);
        leader.box.tellDemonitors();
        leader.box.onMessage(leader::message);
        return leader;
    }

    public Pid self() {
        return box.self();
    }

    /** False when it, or its node, has been closed. */
    public boolean isAlive() {
        return box.isAlive();
    }

    private void message(Term message) throws InterruptedException {
        Optional<Match> request = REQUEST.match(message);
        if (request.isPresent() && request.get().get("From") instanceof Pid asker) {
            requested(asker, request.get().get("As"), IoRequest.of(request.get().get("Request")));
            return;
        }
        Optional<Match> over = DOWN.match(message).or(() -> DEMONITOR.match(message));
        Optional<Match> exit = EXIT.match(message);
        if (over.isPresent() && over.get().get("Ref") instanceof Ref ref) {
            reads.drop(ref);
        } else if (exit.isPresent() && exit.get().get("Process") instanceof Pid ended) {
            console.exited(ended, exit.get().get("Reason"));
        } else {
            LOG.debug("group leader {} has no use for {}", self(), message.brief());
        }
    }

    private void requested(Pid asker, Term as, IoRequest request) throws InterruptedException {
        if (request.reads()) {
            if (!readers.tryAcquire()) {
                // To wait here for somebody to type would hold up those who print.
                LOG.debug("{} cannot read from group leader {}: {} read already", asker, self(), ASKERS);
                reply(asker, as, error(SYSTEM_LIMIT));
                return;
            }
            Ref end = box.monitor(asker);
            // io:request/2 monitors us by the reference that it wants back: the end of that monitor says that it has
            // given up.
            reads.add(new Reads.Read(end, as, () -> read(asker, as, request), () -> {
                box.demonitor(end);
                readers.release();
            }));
            return;
        }
        printers.acquire();
        if (request.calls()) {
            // What a slow or frozen node is asked for shall not hold up the others.
            Thread.ofVirtual().name("settee-io-call").start(() -> print(asker, as, resolved(asker, request)));
        } else {
            print(asker, as, request);
        }
    }

    private void read(Pid asker, Term as, IoRequest request) {
        try {
            reply(asker, as, answer(asker, request.calls() ? resolved(asker, request) : request));
        } catch (InterruptedException e) {
            LOG.debug("{} has ended or given up while it was reading from group leader {}", asker, self());
        }
    }

    private void print(Pid asker, Term as, IoRequest request) {
        prints.add(() -> {
            try {
                reply(asker, as, answer(asker, request));
            } catch (InterruptedException e) {
                reply(asker, as, error(TERMINATED));
            } finally {
                printers.release();
            }
        });
    }

    private void reply(Pid asker, Term as, Term reply) {
        box.sendAsync(asker, Tuple.of(IO_REPLY, as, reply)).whenComplete((sent, error) -> {
            if (error != null) LOG.debug("group leader {} cannot answer {}", self(), asker, error);
        });
    }

    /** The request with the text that a function was to make. */
    private IoRequest resolved(Pid asker, IoRequest request) {
        return switch (request) {
            case IoRequest.Many(var requests) ->
                new IoRequest.Many(
                        requests.stream().map(r -> resolved(asker, r)).toList());
            case IoRequest.PutResult(boolean latin1, var call) -> {
                try {
                    Optional<Term> made = latin1 ? callback.result(asker, call) : callback.text(asker, call);
                    yield made.isPresent()
                            ? new IoRequest.PutChars(latin1, made.get())
                            : new IoRequest.Failed(error(call.function()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    yield new IoRequest.Failed(error(TERMINATED));
                }
            }
            default -> request;
        };
    }

    private Term answer(Pid asker, IoRequest request) throws InterruptedException {
        Settings now = settings;
        try {
            return switch (request) {
                case IoRequest.PutChars(boolean latin1, Term characters) -> put(Chardata.text(characters, latin1));
                case IoRequest.PutResult r -> throw new IllegalStateException("its function was not called");
                case IoRequest.Failed(Term reply) -> reply;
                case IoRequest.Many(var requests) -> last(asker, requests);
                case IoRequest.GetLine(Term prompt) -> input.line(asker, prompt, now);
                case IoRequest.GetChars(Term prompt, int count) -> input.characters(asker, prompt, count, now);
                case IoRequest.GetUntil(Term prompt, var call) -> input.until(asker, prompt, call, now);
                case IoRequest.GetPassword() -> input.password(asker, now);
                case IoRequest.GetOptions() -> now.toTerm(console.isTerminal());
                case IoRequest.SetOptions(var options) -> set(now.with(options));
                case IoRequest.Geometry(boolean columns) -> size(columns ? console.columns() : console.rows());
                case IoRequest.Unknown() -> error(REQUEST_UNKNOWN);
            };
        } catch (IOException e) {
            LOG.debug("the console of group leader {} is gone", self(), e);
            return error(TERMINATED);
        } catch (RuntimeException | Error e) {
            // A user's code; nobody would print or read any more if it ended this thread.
            LOG.warn("the console of group leader {} failed", self(), e);
            return error(TERMINATED);
        }
    }

    private Term put(Optional<String> text) throws IOException, InterruptedException {
        if (text.isEmpty()) return error(PUT_CHARS);
        console.print(text.get());
        return Atom.OK;
    }

    /** The reply of the last, or the first that is an error. */
    private Term last(Pid asker, List<IoRequest> requests) throws InterruptedException {
        Term reply = Atom.OK;
        for (IoRequest request : requests) {
            reply = answer(asker, request);
            if (reply instanceof Tuple(var e) && e.size() == 2 && e.getFirst().equals(Atom.ERROR)) return reply;
        }
        return reply;
    }

    private Term set(Optional<Settings> changed) {
        if (changed.isEmpty()) return error(ENOTSUP);
        settings = changed.get();
        return Atom.OK;
    }

    private static Term size(OptionalInt size) {
        return size.isPresent() ? Int.of(size.getAsInt()) : error(ENOTSUP);
    }

    private static Term error(Atom reason) {
        return Tuple.of(Atom.ERROR, reason);
    }

    /**
     * Links the group leader and a process: it ends when the group leader does, or this node is gone. {@link Console#exited} tells of its end, and the
     * group leader outlives it, as it does other processes that link to it from then on.
     */
    public void link(Pid process) throws InterruptedException {
        box.trapExits(true);
        box.link(process);
    }

    /** Sends a process an exit signal in the group leader's name. */
    public void exit(Pid process, Term reason) throws InterruptedException {
        box.exit(process, reason);
    }

    /** Ends it: those who print to it get {@code {error, terminated}} from then on. */
    @Override
    public void close() {
        box.close();
    }

    @Override
    public String toString() {
        return "group leader " + self();
    }
}
