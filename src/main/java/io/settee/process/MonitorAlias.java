package io.settee.process;

/**
 * How long the reference of a monitor is also an alias of the mailbox that monitors: the values of the option {@code alias} of
 * {@code erlang:monitor/3}.
 */
public enum MonitorAlias {
    /** Until {@link Mailbox#unalias}; whether the monitor is set or has fired makes no difference. */
    EXPLICIT_UNALIAS,

    /** As long as the monitor is set. */
    DEMONITOR,

    /** As long as the monitor is set, and until one message came by the alias: that ends the monitor, too. For calls that are answered once. */
    REPLY_DEMONITOR;

    Aliases.Life life() {
        return switch (this) {
            case EXPLICIT_UNALIAS -> Aliases.Life.EXPLICIT;
            case DEMONITOR -> new Aliases.Life(false, true);
            case REPLY_DEMONITOR -> new Aliases.Life(true, true);
        };
    }
}
