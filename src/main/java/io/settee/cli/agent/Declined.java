package io.settee.cli.agent;

/** The agent cannot run this command; nothing of it has happened. */
public final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Declined(String why) {
        super(why);
    }
}
