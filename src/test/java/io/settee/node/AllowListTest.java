package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
    private static final NodeName PEER = NodeName.of("a@h.org");

    @Test
    void allowsEverybodyWhileItIsEmpty() {
        assertThat(AllowList.EVERYBODY.allows(PEER)).isTrue();
        assertThat(AllowList.EVERYBODY.allowsNameless("h.org")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@h.org", "h.org", "a@"})
    void allowsANodeAHostAndAName(String entry) {
        assertThat(new AllowList(Set.of(entry)).allows(PEER)).isTrue();
        assertThat(new AllowList(Set.of(entry)).allowsNameless("h.org")).isEqualTo(entry.equals("h.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b@h.org", "org", "h", "a@h", "b@", "a"})
    void refusesAllOthers(String entry) {
        assertThat(new AllowList(Set.of(entry)).allows(PEER)).isFalse();
        assertThat(new AllowList(Set.of(entry)).allowsNameless("h.org")).isFalse();
    }

    @Test
    void grows() {
        assertThat(new AllowList(Set.of("x@y")).with(List.of("a@h.org")).allows(PEER))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "@h", "a b", "a@b@c", "a.b@"})
    void takesNothingElse(String entry) {
        assertThatThrownBy(() -> new AllowList(Set.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("whom to allow: '" + entry + "' is none of");
    }
}
