package io.settee.export;

import io.settee.term.Term;

/** A function of ours that Erlang may call. */
@FunctionalInterface
public interface ExportedFunction {
    /**
     * One call. Runs on a virtual thread of its own, many at once, and may take its time; the thread is interrupted if the process that it runs as
     * is ended by an exit signal.
     *
     * @return the value that the caller gets
     * @throws Exception the caller gets an exception of Erlang's: see the package's table
     */
    Term apply(Call call) throws Exception;
}
