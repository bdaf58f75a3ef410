package io.settee.bench;

import java.util.OptionalLong;

/** One system that talks to the peer; every method returns nanoseconds. */
interface Client extends AutoCloseable {
    String system();

    String carrier();

    /** The times of single round trips through {@code echo}. */
    long[] roundTrips(int count) throws Exception;

    /** Until {@code count} has received them all. */
    long smallOut(int count) throws Exception;

    /** As {@link #smallOut} with every atom spelled out; empty if that cannot be chosen. */
    default OptionalLong smallOutSpelled(int count) throws Exception {
        return OptionalLong.empty();
    }

    /** From asking {@code source} until all are received. */
    long smallIn(int count) throws Exception;

    long bigOut(int count) throws Exception;

    long bigIn(int count) throws Exception;

    /** For all calls, one after the other. */
    long rexCalls(int count) throws Exception;

    /**
     * Until the peer's callers have called this node so often by {@code erpc}, all of them together; empty if it cannot be called.
     */
    default OptionalLong called(int callers, int count) throws Exception {
        return OptionalLong.empty();
    }

    /** As {@link #called}, by {@code gen_server:call} to a server of this node. */
    default OptionalLong genCalled(int callers, int count) throws Exception {
        return OptionalLong.empty();
    }

    /** For all calls, made by so many callers at once, each one after the other; empty if this system has no erpc. */
    default OptionalLong erpcCalls(int count, int callers) throws Exception {
        return OptionalLong.empty();
    }

    /** The times of single connects, EPMD and handshake, from nothing to usable. */
    long[] connects(int count) throws Exception;

    @Override
    void close();
}
