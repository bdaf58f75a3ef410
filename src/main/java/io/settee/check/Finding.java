package io.settee.check;

/**
 * One thing that a checkup has found out.
 *
 * @param what a sentence about what was looked at and what is the matter
 * @param todo what to do next; empty if there is nothing to do, or the sentence says it
 */
public record Finding(Step step, Verdict verdict, String what, String todo) {}
