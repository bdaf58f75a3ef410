package io.settee.shell;

/** How a session ended. */
public enum Ending {
    /** The user has left. */
    LEFT,
    /** The shell has ended, and no other was started. */
    SHELL_ENDED,
    /** The connection was lost. */
    LOST
}
