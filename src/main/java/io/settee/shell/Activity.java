package io.settee.shell;

import io.settee.node.Guard;

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

    private final Guard guard = new Guard();
    private State state = State.EVALUATED; // under guard; the shell starts by printing its banner
    private boolean withdrawn; // under guard
    private int interrupts; // under guard
    private int turn; // under guard

    /** A command, or more of it, is asked for. False if what was entered of it was withdrawn since. */
    boolean atPrompt() {
        return guard.locked(() -> {
            boolean goesOn = !withdrawn;
            state = State.AT_PROMPT;
            withdrawn = false;
            interrupts = 0;
            return goesOn;
        });
    }

    /** A line of it was typed. The second time for the same line changes nothing. */
    void entered() {
        guard.locked(() -> {
            if (state != State.AT_PROMPT) return;
            state = State.ENTERED;
            turn++;
        });
    }

    /** The shell is about to get it. False if it was withdrawn: it is not to get it then. */
    boolean begins() {
        return guard.locked(() -> {
            if (withdrawn) return false;
            state = State.EVALUATED;
            return true;
        });
    }

    /** Whether the user waits for the node. */
    boolean isBusy() {
        return guard.locked(() -> state != State.AT_PROMPT);
    }

    boolean isEvaluated() {
        return guard.locked(() -> state == State.EVALUATED);
    }

    /** How many commands were given. */
    int turn() {
        return guard.locked(() -> turn);
    }

    Interrupt interrupt() {
        return guard.locked(() -> {
            if (state == State.AT_PROMPT) return Interrupt.NONE;
            if (++interrupts > 1) return Interrupt.MENU;
            if (state == State.EVALUATED) return Interrupt.SEND;
            withdrawn = true;
            return Interrupt.NONE;
        });
    }
}
