package io.settee.shell;

/**
 * Whether something is evaluated: from the reply to a request for a command until the next such request. Free of I/O; any thread.
 *
 * <p>Source: OTP {@code shell.erl}: an exit signal {@code interrupt} that finds no evaluation stays queued, and ends the next one.
 */
final class Activity {
    private boolean busy = true; // guarded by this; the shell starts by printing its banner
    private int interrupts; // guarded by this
    private int turn; // guarded by this

    /** A command is asked for. */
    synchronized void atPrompt() {
        busy = false;
        interrupts = 0;
    }

    /** A command was given. */
    synchronized void began() {
        busy = true;
        turn++;
    }

    synchronized boolean isBusy() {
        return busy;
    }

    /** How many commands were given. */
    synchronized int turn() {
        return turn;
    }

    /** An interrupt is wanted: how often already for what is evaluated now, this one included; 0 if nothing is. */
    synchronized int interrupt() {
        return busy ? ++interrupts : 0;
    }
}
