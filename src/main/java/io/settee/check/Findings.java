package io.settee.check;

import io.settee.error.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Collects a report. */
final class Findings {
    private final List<Fact> facts = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    void fact(String topic, String name, Object value, String origin) {
        facts.add(new Fact(topic, name, value.toString(), origin));
    }

    void fine(Step step, String what) {
        add(step, Verdict.FINE, what, "");
    }

    void note(Step step, String what) {
        add(step, Verdict.NOTE, what, "");
    }

    void warning(Step step, String what, String todo) {
        add(step, Verdict.WARNING, what, todo);
    }

    void wrong(Step step, String what, String todo) {
        add(step, Verdict.WRONG, what, todo);
    }

    /** Each thing that is wrong with settings. */
    void wrong(Step step, ConfigException why, String todo) {
        for (String fault : why.faults()) wrong(step, fault, todo);
    }

    /** What an exception says; its message tells what to do as well, unless there is more. */
    void wrong(Step step, RuntimeException why, String todo) {
        wrong(step, String.valueOf(why.getMessage()), todo);
    }

    private void add(Step step, Verdict verdict, String what, String todo) {
        var finding = new Finding(step, verdict, what, todo);
        if (!findings.contains(finding)) findings.add(finding);
    }

    Report report() {
        return new Report(facts, findings);
    }
}
