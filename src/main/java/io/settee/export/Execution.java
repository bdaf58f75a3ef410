package io.settee.export;

import io.settee.call.Caller;
import io.settee.error.ConnectionLostException;
import io.settee.identity.NodeName;
import io.settee.node.Route;
import io.settee.process.Crash;
import io.settee.process.Mailbox;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessExit;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: finds the function, applies it, and has the outcome delivered. The body of the process that the caller has asked for.
 *
 * @param peer the node of the caller
 * @param exports what was exported when the call came
 * @param via the way the call came, and the way of the answer
 * @param finder finds the function
 * @param asking by which group leaders are asked to print
 */
record Execution(
        Pid caller,
        NodeName peer,
        Application application,
        Delivery delivery,
        Exports exports,
        Route via,
        Finder finder,
        Caller asking,
        Tally tally)
        implements ProcessBody {
    /** Finds functions by their names. */
    @FunctionalInterface
    interface Finder {
        /** Null if there is none. */
        @Nullable
        ExportedFunction find(Exports exports, Mfa name);
    }

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");
    private static final int MAX_ARITY = 255;

    @Override
    public void run(Mailbox self) {
        Outcome outcome = outcome(self);
        if (!self.isAlive()) {
            // By an exit signal. Whoever waits for the call has seen that.
            tally.ended.increment();
            return;
        }
        count(outcome);
        awaitRoom();
        self.close(delivery.done(outcome));
    }

    private Outcome outcome(Mailbox self) {
        if (!exports.allows(peer, via)) {
            return new Outcome.Refused(new RefusedException(peer + " may call nothing here").reason());
        }
        return switch (application) {
            case Application.Anonymous(var fun, var args) -> Outcome.undef(fun, args);
            case Application.Named(var module, var function, TermList args)
            when args.size() <= MAX_ARITY -> {
                var name = new Mfa(module.name(), function.name(), args.size());
                ExportedFunction body = finder.find(exports, name);
                yield body == null
                        ? Outcome.undef(module, function, args)
                        : apply(body, new Call(caller, peer, name, args.elements(), self, asking));
            }
            case Application.Named(var module, var function, TermList args) -> Outcome.undef(module, function, args);
            case Application.Named(var module, var function, Term args) -> Outcome.badarg(module, function, args);
        };
    }

    private Outcome apply(ExportedFunction body, Call call) {
        try {
            Term value = exports.interceptor().around(call, body);
            if (value == null) throw new NullPointerException(call.function() + " returned null, which is no term");
            return new Outcome.Returned(value);
        } catch (RefusedException e) {
            LOG.debug("{}: refused, {}", call, e.getMessage());
            return new Outcome.Refused(e.reason());
        } catch (ProcessExit e) {
            return new Outcome.Exited(e.reason());
        } catch (ErlangThrow e) {
            return new Outcome.Thrown(e.term());
        } catch (ErlangError e) {
            return new Outcome.Failed(e.reason(), Crash.stacktrace(e));
        } catch (Throwable e) {
            // The thread is interrupted when an exit signal has ended the process; nobody asks for the outcome then.
            if (call.mailbox().isAlive()) LOG.debug("{}: failed", call, e);
            return new Outcome.Failed(Crash.error(e), Crash.stacktrace(e));
        }
    }

    private void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Returned o -> tally.returned.increment();
            case Outcome.Refused o -> tally.refused.increment();
            case Outcome.Failed o when o.isUndefined() -> tally.undefined.increment();
            case Outcome.Failed o -> tally.failed.increment();
            case Outcome.Thrown o -> tally.failed.increment();
            case Outcome.Exited o -> tally.failed.increment();
        }
    }

    /** While the peer does not take what we send, what comes of calls shall not pile up. */
    private void awaitRoom() {
        try {
            via.awaitRoom();
        } catch (ConnectionLostException e) {
            // Then nobody is told.
        } catch (InterruptedException e) {
            // The function has left the thread so, or a signal has just ended the process.
            Thread.currentThread().interrupt();
        }
    }
}
