package io.settee.export;

import io.settee.term.Term;

/** Stands around every call of an exported function: may time it, log it, refuse it or change what comes of it. */
@FunctionalInterface
public interface Interceptor {
    Interceptor NONE = (call, function) -> function.apply(call);

    /**
     * One call, on its thread. Calls of functions that are not exported, and of nodes that are not allowed, do not come here.
     *
     * @param function to be applied, once, or not at all
     * @return the value that the caller gets
     * @throws RefusedException to refuse the call
     * @throws Exception the same comes of it as if the function had thrown it
     */
    Term around(Call call, ExportedFunction function) throws Exception;

    /** This one, and inside it another. */
    default Interceptor then(Interceptor inner) {
        return (call, function) -> around(call, c -> inner.around(c, function));
    }
}
