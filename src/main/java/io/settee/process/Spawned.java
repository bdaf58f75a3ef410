package io.settee.process;

import io.settee.term.Pid;
import io.settee.term.Ref;

/**
 * A process that was spawned on another node.
 *
 * @param ref the reference of the request: that of the monitor, if one was asked for
 */
public record Spawned(Pid pid, Ref ref) {}
