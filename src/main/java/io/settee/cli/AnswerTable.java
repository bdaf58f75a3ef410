package io.settee.cli;

import java.util.List;

/** Answers of many nodes, for people. */
final class AnswerTable {
    private AnswerTable() {}

    /** A row for each node; an answer of several lines goes on below itself. */
    static String of(List<Answer> answers) {
        int nodes = width(
                "NODE", answers.stream().map(answer -> answer.node().toString()).toList());
        int statuses = width(
                "STATUS", answers.stream().map(answer -> word(answer.status())).toList());
        String row = "%-" + nodes + "s  %-" + statuses + "s  %s%n";
        var table = new StringBuilder(row.formatted("NODE", "STATUS", "ANSWER"));
        for (Answer answer : answers) {
            String node = answer.node().toString();
            String status = word(answer.status());
            for (String line : answer.text().isEmpty()
                    ? List.of("")
                    : answer.text().lines().toList()) {
                table.append(row.formatted(node, status, line));
                node = "";
                status = "";
            }
        }
        return table.toString();
    }

    private static int width(String title, List<String> texts) {
        return Math.max(
                title.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String word(ExitStatus status) {
        return switch (status) {
            case OK -> "ok";
            case FAILED -> "failed";
            case USAGE -> "syntax";
            case NO_CONNECTION -> "unreachable";
            case LOST -> "lost";
            case TIMED_OUT -> "timed out";
            case INTERRUPTED -> "interrupted";
        };
    }
}
