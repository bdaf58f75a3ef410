package io.settee.io;

import io.settee.process.FunctionCall;
import io.settee.term.Pid;
import java.util.Optional;

/**
 * A line that somebody wants.
 *
 * @param asker the process that reads
 * @param scanner what decides, on the asker's node, when enough was read: that of a {@code get_until}; empty for other requests
 * @param prompt shown before
 * @param echo false for a password
 * @param continued whether lines of the same request came before
 */
public record Reading(Pid asker, Optional<FunctionCall> scanner, String prompt, boolean echo, boolean continued) {}
