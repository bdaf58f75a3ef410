package io.settee.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeNameTest {
    @Test
    void isTheSameAsAnotherWithTheSameParts() {
        var name = new NodeName("a", "db1.example.org");

        assertThat(NodeName.of("a@db1.example.org"))
                .isEqualTo(name)
                .hasSameHashCodeAs(name)
                .isEqualByComparingTo(name);
        assertThat(name)
                .isNotEqualTo(new NodeName("b", "db1.example.org"))
                .isNotEqualTo(new NodeName("a", "db2.example.org"))
                .isNotEqualTo(null);
    }
}
