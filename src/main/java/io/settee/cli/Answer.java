package io.settee.cli;

import io.settee.call.CallException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.term.Term;
import org.jspecify.annotations.Nullable;

/**
 * What a node has made of a call or of code.
 *
 * @param text for people: the value, or what went wrong
 * @param value null if there is none, or only its text was asked for
 */
record Answer(
        NodeName node,
        ExitStatus status,
        String text,
        @Nullable Term value) {
    /** As it stands in JSON; what there is not is missing. */
    record View(
            String node,
            int status,
            @Nullable Object value,
            @Nullable String term,
            @Nullable String problem,
            String output) {}

    static Answer value(NodeName node, Term value) {
        return new Answer(node, ExitStatus.OK, value.toString(), value);
    }

    static Answer failed(NodeName node, ExitStatus status, String problem) {
        return new Answer(node, status, problem, null);
    }

    static Answer failed(NodeName node, CallException why) {
        return failed(node, ExitStatus.of((SetteeException) why), String.valueOf(why.getMessage()));
    }

    boolean isOk() {
        return status == ExitStatus.OK;
    }

    /** @param output what the remote code has printed */
    View view(String output) {
        return new View(
                node.toString(),
                status.code(),
                value == null ? null : TermJson.of(value),
                value == null ? null : value.toString(),
                isOk() ? null : text,
                output);
    }
}
