package io.settee.behaviour;

import io.settee.call.From;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.process.MessageTimer;
import io.settee.process.ProcessExit;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server as OTP has them: a process that is called, {@code gen_server:call/3}, gets casts and other messages, one at a time, and answers {@code sys} and
 * {@code gen_server:stop/3}.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="server"}
 *
 * <p>The object is the state; it is for one process. All callbacks run on that process's virtual thread, one after the other, so the state needs no
 * lock, and they may wait: that delays nobody but the callers of this server. An exception from any of them but {@link #ended} ends the server: its
 * callers, links and monitors see at once what {@link io.settee.process.Crash} makes of it, or the reason of a {@link ProcessExit}.
 *
 * <p>Source: OTP stdlib, {@code gen_server}.
 */
public abstract class GenServer {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.behaviour");

    @SuppressWarnings("this-escape") // it is used from the start on, not before
    private final ServerLoop loop = new ServerLoop(this);

    // ---- callbacks

    /**
     * First, before {@link #start} returns: the place for what may fail, and for {@code self().trapExits(true)}. {@link #stop} in here makes the start fail with that
     * reason, {@link #ignore} makes it fail quietly.
     */
    protected void init() throws Exception {}

    /**
     * A call.
     *
     * @param from for an answer that comes later
     */
    protected abstract Reply handleCall(Term request, From from) throws Exception;

    /** A cast. */
    protected void handleCast(Term message) throws Exception {
        LOG.warn("{} has no use for a cast: {}", this, message.brief());
    }

    /**
     * Any other message: {@code DOWN}s, {@code EXIT}s if it traps them, timers, and {@code timeout}, see {@link #timeoutAfter}.
     */
    protected void handleInfo(Term message) throws Exception {
        LOG.warn("{} has no use for a message: {}", this, message.brief());
    }

    /**
     * The server is about to end by itself: {@link #stop}, an exception, {@code gen_server:stop/3}, or, if it traps exits, the end of its
     * parent. Not called when an exit signal ends it: then it is gone already.
     */
    protected void terminate(Term reason) throws Exception {}

    /**
     * Last, however it ended, by {@code kill} too: the place to let go of files and the like. On the BEAM they would be closed with their owner. The process may be
     * gone for others.
     */
    protected void ended(Term reason) {}

    /** What {@code sys:get_state/1} gives: by default the {@code toString} of this object, a binary. */
    protected Term state() {
        return Binary.of(toString());
    }

    /**
     * Takes the place of {@link #state} by {@code sys:replace_state/2}. The fun that makes the new state has run on the node of whoever asks, on this one as
     * nothing of Erlang can; the server handles nothing until it has returned, for 5 s at most. By default there is no such thing, since the state is in fields, and
     * the asker sees {@code {callback_failed, …}} with what this throws.
     *
     * @param state what the fun has made of {@link #state}; any term, as nobody has checked it. Throw, and leave all as it was, if it is no state
     */
    protected void replaceState(Term state) throws Exception {
        throw new UnsupportedOperationException("the state of " + getClass().getName()
                + " cannot be replaced: it does not override replaceState(Term)");
    }

    /** What {@code sys:get_status} and {@code observer} show of the state, the place to leave out what is secret or large; by default all. */
    protected Term formatStatus(Term state) {
        return state;
    }

    // ---- for callbacks

    /** The mailbox of the process: for sending, links and monitors. A callback may receive from it, too, an answer that it waits for. */
    protected final Mailbox self() {
        return loop.self();
    }

    /** Ends the server when this callback has returned: {@code {stop, Reason, State}}. {@code normal}, {@code shutdown} and {@code {shutdown, _}} are not logged. */
    protected final void stop(Term reason) {
        loop.stop(reason);
    }

    /** In {@link #init}: there is nothing to serve, and that is no failure. */
    protected final void ignore() {
        loop.ignore();
    }

    /**
     * If no message comes within this time after this callback, {@link #handleInfo} gets {@code timeout}. Once; any message ends the waiting, except those of {@code sys} and
     * what is {@linkplain #submit submitted}, after which it begins anew.
     */
    protected final void timeoutAfter(Duration time) {
        loop.timeoutAfter(time);
    }

    /** {@link #handleInfo} gets this message after the time. */
    protected final MessageTimer sendAfter(Duration time, Term message) {
        return self().sendAfter(time, message);
    }

    // ---- for everybody

    /**
     * Starts it as {@code gen_server:start} and {@code start_link} do; {@code ErlangNode.start} is the usual way. Waits until {@link #init} has returned.
     *
     * @param how node, name, link; a process that it is linked to is its parent
     * @throws StartException if the name is taken, or {@code init} failed, stopped or ignored; the process has ended then
     * @throws IllegalStateException if it was started before
     * @throws InterruptedException the process was ended then
     */
    public final JavaProcess start(ProcessStart how) throws InterruptedException {
        return loop.start(how);
    }

    /**
     * Runs something on the server's thread between two callbacks, for Java code that wants to ask without terms. Any thread; does not wait.
     *
     * @return its value. What it throws fails this alone, not the server. It fails with {@link IllegalStateException} if the server is not started or ends before
     */
    public final <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return loop.submit(task);
    }

    /**
     * Its pid.
     *
     * @throws IllegalStateException if it was not started
     */
    public final Pid pid() {
        return loop.self().self();
    }

    /** For logs and {@code sys}: class and pid. */
    @Override
    public String toString() {
        return getClass().getName() + loop.pidText();
    }

    /** The atom by which Erlang knows the callback module: the class. */
    Atom module() {
        return new Atom(getClass().getName());
    }
}
