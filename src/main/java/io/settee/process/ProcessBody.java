package io.settee.process;

/** What a process does, from its beginning to its end; see {@link ProcessStart}. */
@FunctionalInterface
public interface ProcessBody {
    /**
     * Runs on a virtual thread of its own. The process ends with it: with reason {@code normal} when it returns, with the reason of a {@link ProcessExit}
     * that it throws, and of anything else that it throws with what {@link Crash} makes of it.
     *
     * <p>An exit signal that the process does not trap ends it at once and interrupts this thread, so that whatever waits here is given up; a
     * body that computes for long should look at {@link Thread#interrupted()} at times.
     *
     * @param self the mailbox of the process; it is closed when this has returned
     */
    void run(Mailbox self) throws Exception;
}
