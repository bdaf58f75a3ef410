package io.settee.export;

import io.settee.identity.NodeName;
import io.settee.term.Term;

/**
 * Somebody wants this node to stop.
 *
 * @param by the node that asks, as its handshake has proved
 * @param status the exit status: an integer, or whatever {@code init:stop/1} or {@code erlang:halt/1} was given; 0 without one
 */
public record StopRequest(NodeName by, Term status) {}
