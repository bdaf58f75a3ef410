package io.settee.behaviour;

import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child that its supervisor has told to end: waits for its process and its thread, and kills it when its time is over. The supervisor's thread only.
 *
 * <p>Source: OTP {@code supervisor.erl}, {@code shutdown/1}.
 *
 * @param sinceNanos when it was told
 */
record ChildEnding(Mailbox supervisor, ChildSpec spec, JavaProcess process, long sinceNanos) {
    static final Pattern EXIT = Pattern.of("{'EXIT', Pid, Reason}");

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.behaviour");
    private static final Atom SHUTDOWN = new Atom("shutdown");
    private static final Atom KILL = new Atom("kill");

    /** For the thread of a process that is gone already. */
    private static final Duration THREAD_LIMIT = Duration.ofSeconds(5);

    /** Tells it; no exit signal of it comes from now on. */
    static ChildEnding begin(Mailbox supervisor, ChildSpec spec, JavaProcess process) throws InterruptedException {
        Pid pid = process.self();
        supervisor.unlink(pid);
        // It may have ended by itself just now.
        supervisor.receive(EXIT.with("Pid", pid), Duration.ZERO);
        supervisor.exit(pid, spec.shutdown() instanceof ChildSpec.Shutdown.BrutalKill ? KILL : SHUTDOWN);
        return new ChildEnding(supervisor, spec, process, System.nanoTime());
    }

    /** Returns when its thread has ended, too, or does not heed that its process has. */
    void await() throws InterruptedException {
        switch (spec.shutdown()) {
            case ChildSpec.Shutdown.BrutalKill() -> awaitThread(supervisor, spec, process);
            case ChildSpec.Shutdown.Within(Duration time) -> {
                Duration left = time.minusNanos(System.nanoTime() - sinceNanos);
                if (process.await(left).isPresent()) return;
                supervisor.exit(process.self(), KILL);
                awaitThread(supervisor, spec, process);
            }
            case ChildSpec.Shutdown.Infinity() -> process.await();
        }
    }

    /** Of a process that has ended, or is about to at once. */
    static void awaitThread(Mailbox supervisor, ChildSpec spec, JavaProcess process) throws InterruptedException {
        if (process.await(THREAD_LIMIT).isPresent()) return;
        LOG.warn(
                "supervisor {}: child {} was ended, but its thread still runs and does not heed its interrupt; it is left alone ({})",
                supervisor.self(),
                spec.id(),
                process);
    }
}
