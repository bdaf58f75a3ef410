package io.settee.process;

import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.Optional;

/** A process of this node whose body is Java code on a virtual thread. Any thread may hold one; see {@link ProcessStart}. */
public final class JavaProcess {
    private static final Atom NORMAL = new Atom("normal");

    private final LocalProcess process;
    private final Thread thread;

    private JavaProcess(LocalProcess process, Thread thread) {
        this.process = process;
        this.thread = thread;
    }

    static JavaProcess start(Mailbox mailbox, LocalProcess process, ProcessBody body) {
        Thread thread = Thread.ofVirtual()
                .name("settee-process-" + process.self())
                .unstarted(() -> run(mailbox, process, body));
        process.runOn(thread);
        thread.start();
        return new JavaProcess(process, thread);
    }

    private static void run(Mailbox mailbox, LocalProcess process, ProcessBody body) {
        try {
            body.run(mailbox);
            process.finish(process.self(), NORMAL);
        } catch (Throwable e) {
            process.failed(e);
        }
    }

    public Pid self() {
        return process.self();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.end() == null;
    }

    /**
     * Sends it an exit signal, as {@code exit(Pid, Reason)} of a process here does: {@code kill} ends it whatever it traps. Does not wait for its end.
     */
    public void exit(Term reason) {
        process.exitRequested(process.self(), reason, null);
    }

    /**
     * Waits until it has ended and its thread, too; after an exit signal the body may need a moment to notice.
     *
     * @return its exit reason
     */
    public Term await() throws InterruptedException {
        thread.join();
        return reason().orElseThrow();
    }

    /** As {@link #await()}, for so long at most: empty if its thread runs then. */
    public Optional<Term> await(Duration timeout) throws InterruptedException {
        return thread.join(timeout) ? reason() : Optional.empty();
    }

    private Optional<Term> reason() {
        return Optional.ofNullable(process.end()).map(LocalProcess.End::reason);
    }

    @Override
    public String toString() {
        return "process " + self();
    }
}
