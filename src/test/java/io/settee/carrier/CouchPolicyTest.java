package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.identity.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CouchPolicyTest {
    /** The cases of CouchDB's own tests (couch_dist_tests.erl), with hosts, since Settee's names have them. */
    @ParameterizedTest
    @CsvSource({
        "true,           abc123@h,         tcp",
        "true,           123abd@10.0.0.1,  tcp",
        "false,          abc123@h,         tls",
        "node@127.0.0.1, node@127.0.0.1,   tcp",
        "node@127.0.0.1, node2@127.0.0.1,  tls",
        "node@127.0.0.1, anode@127.0.0.1,  tls",
        "node@127.0.0.1, node@127.0.0.11,  tls",
        "a*2@h,          ab12@h,           tcp",
        "a*2@h,          a12@h,            tcp",
        "a*2@h,          a2@h,             tcp",
        "a*2@h,          a@h,              tls",
        "a*2@h,          2@h,              tls",
        "a?2@h,          a12@h,            tcp",
        "a?2@h,          ab2@h,            tcp",
        "a?2@h,          a2@h,             tls",
        "a?2@h,          a@h,              tls",
        "a?2@h,          abc2@h,           tls",
        "clouseau*@*,    clouseau1@10.0.0.7, tcp",
        "*,              any@where.at.all, tcp",
        "trueish@h,      abc@h,            tls",
    })
    void picksTheCarrierByThePattern(String pattern, String peer, String carrier) {
        assertThat(CouchPolicy.noTls(pattern).carrierFor(NodeName.of(peer))).isEqualTo(carrier);
    }

    @Test
    void speaksTlsWithEverybodyWithoutAPattern() {
        assertThat(CouchPolicy.noTls().carrierFor(NodeName.of("abc123@h"))).isEqualTo("tls");
    }

    @Test
    void anyOfSeveralPatternsMakesAPeerPlain() {
        CouchPolicy policy = CouchPolicy.noTls("false", "node2@*", "clouseau@127.0.0.1");
        assertThat(policy.carrierFor(NodeName.of("clouseau@127.0.0.1"))).isEqualTo("tcp");
        assertThat(policy.carrierFor(NodeName.of("node1@127.0.0.1"))).isEqualTo("tls");
        assertThat(policy).hasToString("couch: no_tls false, node2@*, clouseau@127.0.0.1");
    }

    @Test
    void aDotIsADotAndSaysWhereCouchDecidesOtherwise() {
        CouchPolicy policy = CouchPolicy.noTls("clouseau@127.0.0.1");
        NodeName lookAlike = NodeName.of("clouseau@127a0b0c1");
        assertThat(policy.carrierFor(lookAlike)).isEqualTo("tls");
        assertThat(policy.couchWouldDisagree(lookAlike).orElseThrow())
                .startsWith("a couch node with no_tls clouseau@127.0.0.1 would reach clouseau@127a0b0c1 over TCP");
        assertThat(policy.couchWouldDisagree(NodeName.of("clouseau@127.0.0.1"))).isEmpty();
        assertThat(policy.couchWouldDisagree(NodeName.of("other@127.0.0.1"))).isEmpty();
    }

    @Test
    void noticesOtherSignsOfRegularExpressionsToo() {
        CouchPolicy policy = CouchPolicy.noTls("node[12]@h", "broken[@h");
        assertThat(policy.carrierFor(NodeName.of("node1@h"))).isEqualTo("tls");
        assertThat(policy.couchWouldDisagree(NodeName.of("node1@h"))).isPresent();
        assertThat(policy.couchWouldDisagree(NodeName.of("node3@h"))).isEmpty();
    }

    @Test
    void aPeerThatMustUseTlsMayNotComeInPlain() {
        Carriers carriers = Carriers.of(CouchPolicy.noTls("plain@*"), new TcpCarrier());
        assertThat(carriers.permits(NodeName.of("secret@h"), new TcpCarrier())).isFalse();
        assertThat(carriers.permits(NodeName.of("plain@h"), new TcpCarrier())).isTrue();
    }

    @Test
    void aPeerThatMayBePlainMayUseTlsUnlessThePolicyIsStrict() {
        CouchPolicy policy = CouchPolicy.noTls("plain@*");
        NodeName plain = NodeName.of("plain@h");
        assertThat(policy.permits(plain, "tls")).isTrue();
        assertThat(policy.strict().permits(plain, "tls")).isFalse();
        assertThat(policy.strict().permits(plain, "tcp")).isTrue();
    }

    @Test
    void rejectsAnEmptyPattern() {
        assertThatThrownBy(() -> CouchPolicy.noTls("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheCarrierThatANodeDoesNotHave() {
        Carriers plainOnly = Carriers.of(CouchPolicy.noTls(), new TcpCarrier());
        assertThatThrownBy(() -> plainOnly.forPeer(NodeName.of("a@h")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a@h is to be reached by the carrier tls; this node has [tcp]");
    }
}
