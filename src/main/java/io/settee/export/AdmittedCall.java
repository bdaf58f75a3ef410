package io.settee.export;

import io.settee.process.Mailbox;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that has been let in: it counts as running until its process has ended, so it has to be started. */
final class AdmittedCall {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");

    private final ProcessBody body;
    private final Runnable leave;

    /** @param leave ends its counting; called once */
    AdmittedCall(ProcessBody body, Runnable leave) {
        this.body = body;
        this.leave = leave;
    }

    /**
     * Starts its process.
     *
     * @return false if there cannot be one, and then it counts no longer: the node is being closed, or is without a name
     */
    boolean start(ProcessStart process) {
        return start(process, () -> {});
    }

    /**
     * Starts its process.
     *
     * @param ended called when that is over; not if there cannot be one
     * @return false if there cannot be one, and then it counts no longer: the node is being closed, or is without a name
     */
    boolean start(ProcessStart process, Runnable ended) {
        boolean started = false;
        try {
            process.start(self -> run(self, ended));
            started = true;
        } catch (IllegalStateException e) {
            LOG.debug("a call has come that can have no process: {}", e.getMessage());
        } finally {
            if (!started) leave.run();
        }
        return started;
    }

    private void run(Mailbox self, Runnable ended) throws Exception {
        try {
            body.run(self);
        } finally {
            leave.run();
            ended.run();
        }
    }
}
