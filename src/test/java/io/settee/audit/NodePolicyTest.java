package io.settee.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.audit.NodePolicy.Stance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What flags say about plain connections. */
class NodePolicyTest {
    private static NodePolicy couch(List<List<String>> flags) {
        return NodePolicy.of(List.of(List.of("couch")), flags, List.of());
    }

    private static Stance plain(NodePolicy policy) {
        return policy.plain(Surveys.name("self"), Surveys.name("peer"));
    }

    @Test
    void readsTheFlagsAsTheNodeHasThem() {
        NodePolicy policy = NodePolicy.of(
                List.of(List.of("couch")),
                List.of(
                        List.of("no_tls", "\"peer@*\""),
                        List.of("no_tls", "false"),
                        List.of("no_tls", "a", "b"),
                        List.of("no_tls", "\"\""),
                        List.of()),
                List.of(List.of("/etc/couch_dist.conf")));
        assertThat(policy.noTls()).containsExactly("peer@*", "false");
        assertThat(policy.ignored()).containsExactly("no_tls a b", "");
        assertThat(policy.optionFile()).isEqualTo("/etc/couch_dist.conf");
        assertThat(policy).hasToString("couch, no_tls peer@*, false");
        assertThat(NodePolicy.of(List.of(), List.of(), List.of()).protoDist()).isEqualTo("inet_tcp");
    }

    @Test
    void allowsWhomAPatternNamesAtEitherEnd() {
        assertThat(plain(couch(List.of()))).isEqualTo(Stance.FORBIDS);
        assertThat(plain(couch(List.of(List.of("no_tls", "peer@h"))))).isEqualTo(Stance.ALLOWS);
        assertThat(plain(couch(List.of(List.of("no_tls", "self@h"))))).isEqualTo(Stance.ALLOWS);
        assertThat(plain(couch(List.of(List.of("no_tls", "true"))))).isEqualTo(Stance.ALLOWS);
        assertThat(plain(couch(List.of(List.of("no_tls", "other@h"))))).isEqualTo(Stance.FORBIDS);
    }

    @Test
    void knowsOtpsOwnCarriers() {
        assertThat(plain(Surveys.policy("inet_tcp"))).isEqualTo(Stance.HAS_NO_TLS);
        assertThat(plain(Surveys.policy("inet6_tls"))).isEqualTo(Stance.FORBIDS);
        assertThat(plain(Surveys.policy("uds"))).isEqualTo(Stance.UNKNOWN);
    }
}
