package io.settee.behaviour;

import io.settee.call.CallException;
import io.settee.call.Caller;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints what {@code sys} is to print of a process: to its group leader as OTP does, and to the log if it has none that is connected. The process waits until it is
 * printed; a group leader that fails to print is not asked again, since all that the process does waits with it.
 *
 * <p>Source: OTP {@code sys.erl}, {@code print_event/1}; OTP stdlib, "The Erlang I/O Protocol".
 */
final class DebugOutput {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.behaviour");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Mailbox self;
    private final Caller caller;
    private @Nullable Pid failing;

    DebugOutput(Mailbox self, Caller caller) {
        this.self = self;
        this.caller = caller;
    }

    /** @param line without its end */
    void print(String line) {
        Optional<Pid> leader = self.groupLeader().filter(pid -> !pid.equals(failing) && caller.reaches(pid));
        if (leader.isEmpty() || !printed(leader.get(), line)) LOG.info("{}", line);
    }

    private boolean printed(Pid leader, String line) {
        String why;
        try {
            Term reply = caller.putChars(leader, line + "\n", LIMIT);
            if (reply.equals(Atom.OK)) return true;
            why = "it answers " + reply.brief();
        } catch (CallException e) {
            why = e.getMessage();
        } catch (InterruptedException e) {
            // An exit signal has ended the process.
            Thread.currentThread().interrupt();
            return false;
        }
        failing = leader;
        LOG.warn(
                "the group leader {} of {} does not print what sys traces, so it goes to the log until there is another group leader: {}",
                leader,
                self.self(),
                why);
        return false;
    }
}
