package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.List;

/**
 * Something about a cluster that its operator should know.
 *
 * @param nodes whom it concerns; empty if everybody
 * @param what a sentence
 * @param todo what to do; empty if there is nothing to do
 */
public record Finding(Severity severity, Topic topic, List<NodeName> nodes, String what, String todo) {
    /** What it is about. */
    public enum Topic {
        PLAIN_LINK("plain-link"),
        CERTIFICATE("certificate"),
        VERIFICATION("verification"),
        TLS_VERSION("tls-version"),
        COOKIE("cookie"),
        RELEASE("release"),
        /** A node that was not asked, or a cluster not seen in full. */
        COVERAGE("coverage");

        private final String text;

        Topic(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Finding {
        nodes = List.copyOf(nodes);
    }
}
