package io.settee.shell;

import java.util.concurrent.locks.ReentrantLock;

/**
 * What becomes of commands: whether one is asked for, is on its way to the shell, or is evaluated, which it is from the reply to a request for a command
 * until the next such request. Free of I/O; any thread.
 *
 * <p>Source: OTP {@code shell.erl}: an exit signal {@code interrupt} that finds no evaluation stays queued, and ends the next one.
 */
final class Activity {
    /** What an interrupt amounts to. */
    enum Interrupt {
        /** Nothing is to be done: nothing is evaluated, or it was withdrawn before it was. */
        NONE,
        /** The shell is to be told. */
        SEND,
        /** It is not the first one for this command. */
        MENU
    }

    private enum State {
        AT_PROMPT,
        ENTERED,
        EVALUATED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private State state = State.EVALUATED; // guarded by lock; the shell starts by printing its banner
    private boolean withdrawn; // guarded by lock
    private int interrupts; // guarded by lock
    private int turn; // guarded by lock

    /** A command, or more of it, is asked for. False if what was entered of it was withdrawn since. */
    boolean atPrompt() {
        lock.lock();
        try {
            boolean goesOn = !withdrawn;
            state = State.AT_PROMPT;
            withdrawn = false;
            interrupts = 0;
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** A line of it was typed. The second time for the same line changes nothing. */
    void entered() {
        lock.lock();
        try {
            if (state != State.AT_PROMPT) return;
            state = State.ENTERED;
            turn++;
        } finally {
            lock.unlock();
        }
    }

    /** The shell is about to get it. False if it was withdrawn: it is not to get it then. */
    boolean begins() {
        lock.lock();
        try {
            if (withdrawn) return false;
            state = State.EVALUATED;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the user waits for the node. */
    boolean isBusy() {
        lock.lock();
        try {
            return state != State.AT_PROMPT;
        } finally {
            lock.unlock();
        }
    }

    boolean isEvaluated() {
        lock.lock();
        try {
            return state == State.EVALUATED;
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

    Interrupt interrupt() {
        lock.lock();
        try {
            if (state == State.AT_PROMPT) return Interrupt.NONE;
            if (++interrupts > 1) return Interrupt.MENU;
            if (state == State.EVALUATED) return Interrupt.SEND;
            withdrawn = true;
            return Interrupt.NONE;
        } finally {
            lock.unlock();
        }
    }
}
