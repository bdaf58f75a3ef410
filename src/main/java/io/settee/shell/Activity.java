package io.settee.shell;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether something is evaluated: from the reply to a request for a command until the next such request. Free of I/O; any thread.
 *
 * <p>Source: OTP {@code shell.erl}: an exit signal {@code interrupt} that finds no evaluation stays queued, and ends the next one.
 */
final class Activity {
    private final ReentrantLock lock = new ReentrantLock();
    private boolean busy = true; // guarded by lock; the shell starts by printing its banner
    private int interrupts; // guarded by lock
    private int turn; // guarded by lock

    /** A command is asked for. */
    void atPrompt() {
        lock.lock();
        try {
            busy = false;
            interrupts = 0;
        } finally {
            lock.unlock();
        }
    }

    /** A command was given. */
    void began() {
        lock.lock();
        try {
            busy = true;
            turn++;
        } finally {
            lock.unlock();
        }
    }

    boolean isBusy() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }

    /** How many commands were given. */
    int turn() {
        lock.lock();
        try {
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt is wanted: how often already for what is evaluated now, this one included; 0 if nothing is. */
    int interrupt() {
        lock.lock();
        try {
            return busy ? ++interrupts : 0;
        } finally {
            lock.unlock();
        }
    }
}
