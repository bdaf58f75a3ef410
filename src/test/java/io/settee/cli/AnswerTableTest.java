package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTableTest {
    @Test
    void hasARowForEveryNodeAndGoesOnBelowIt() {
        String table = AnswerTable.of(List.of(
                Answer.failed(NodeName.of("a@h"), ExitStatus.FAILED, "two\nlines"),
                new Answer(NodeName.of("silent@h"), ExitStatus.OK, "", null)));

        assertThat(table.lines().map(String::stripTrailing))
                .containsExactly(
                        "NODE      STATUS  ANSWER", "a@h       failed  two", "                  lines", "silent@h  ok");
    }
}
