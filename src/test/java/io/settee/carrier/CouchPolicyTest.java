package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
        "*a*b@*c,        xaxbxb@xcxc,      tcp",
        "*a*b@*c,        xaxbxb@xcxcx,     tls",
        "**@?*,          a@h,              tcp",
        "a@h?,           a@h,              tls",
        "trueish@h,      abc@h,            tls",
    })
    void picksTheCarrierByThePattern(String pattern, String peer, String carrier) {
        assertThat(CouchPolicy.noTls(pattern).carrierFor(NodeName.of(peer))).isEqualTo(carrier);
    }

    /** Anybody who reaches the port may claim any name. */
    @Test
    void noNameTakesItLong() {
        CouchPolicy policy = CouchPolicy.noTls("*a*a*a*a*a*a*a*a@b");
        NodeName name = NodeName.of("a".repeat(250) + "@h");
        assertThat(CompletableFuture.supplyAsync(() -> policy.carrierFor(name)))
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo("tls");
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

    private static final CarrierReady PLAIN = new CarrierReady(new TcpCarrier(), Optional.empty());
    private static final CarrierReady BY_TLS = new CarrierReady(new NamedCarrier("tls"), Optional.empty());

    private record NamedCarrier(String name) implements Carrier {
        @Override
        public int handshakeLengthBytes() {
            return 4;
        }

        @Override
        public void prepareDialled(Channel channel, NodeName peer) {
            throw new AssertionError("nobody dials");
        }

        @Override
        public void prepareAccepted(Channel channel) {
            throw new AssertionError("nobody is accepted");
        }
    }

    private static Optional<String> refusal(CarrierPolicy policy, String claimed, CarrierReady how, String us) {
        return Carriers.of(policy, new TcpCarrier(), new NamedCarrier("tls"))
                .refusal(
                        NodeName.of(claimed),
                        how,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        Optional.of(NodeName.of(us)));
    }

    @Test
    void aPeerThatMustUseTlsMayNotComeInPlain() {
        CouchPolicy policy = CouchPolicy.noTls("plain@*");
        assertThat(refusal(policy, "secret@h", PLAIN, "us@h"))
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith(
                                "it came over tcp, and the carrier policy wants tls for it (couch: no_tls plain@*)."));
        assertThat(refusal(policy, "plain@h", PLAIN, "us@h")).isEmpty();
        assertThat(refusal(policy, "secret@h", PLAIN, "plain@h")).isEmpty();
    }

    @Test
    void aPeerThatMayBePlainMayUseTlsUnlessThePolicyIsStrict() {
        CouchPolicy policy = CouchPolicy.noTls("plain@*");
        assertThat(refusal(policy, "plain@h", BY_TLS, "us@h")).isEmpty();
        assertThat(refusal(policy.strict(), "plain@h", BY_TLS, "us@h")).isPresent();
        assertThat(refusal(policy.strict(), "plain@h", PLAIN, "us@h")).isEmpty();
        assertThat(refusal(policy.strict(), "secret@h", PLAIN, "plain@h")).isPresent();
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(literal), 1);
    }

    @Test
    void theNetworkOfAPeerMayDecide() {
        CarrierPolicy policy = AddressPolicy.plainOnLoopback(CouchPolicy.noTls());
        assertThat(refusal(policy, "secret@h", PLAIN, "us@h")).isEmpty();
        Carriers carriers = Carriers.of(policy, new TcpCarrier(), new NamedCarrier("tls"));
        NodeName peer = NodeName.of("secret@h");
        assertThat(carriers.forPeer(peer).name()).isEqualTo("tls");
        assertThat(carriers.forPeer(peer, at("127.9.9.9")).name()).isEqualTo("tcp");
        assertThat(carriers.forPeer(peer, at("::1")).name()).isEqualTo("tcp");
        assertThat(carriers.forPeer(peer, at("128.0.0.1")).name()).isEqualTo("tls");
        CarrierPolicy odd = AddressPolicy.plainWithin(List.of("10.1.128.0/17"), CouchPolicy.noTls());
        assertThat(odd.carrierFor(peer, at("10.1.255.1").getAddress())).isEqualTo("tcp");
        assertThat(odd.carrierFor(peer, at("10.1.127.1").getAddress())).isEqualTo("tls");
        for (String wrong : List.of("10.0.0.0/33", "10.0.0/8", "h/8", "10.0.0.0/-1")) {
            assertThatThrownBy(() -> AddressPolicy.plainWithin(List.of(wrong), policy))
                    .hasMessageContaining("not " + wrong);
        }
    }

    @Test
    void anotherPolicyTakesOverAtOnce() {
        Carriers carriers = Carriers.of(CouchPolicy.noTls("true"), new TcpCarrier(), new NamedCarrier("tls"));
        carriers.changePolicy(CouchPolicy.noTls());
        assertThat(carriers.forPeer(NodeName.of("a@h")).name()).isEqualTo("tls");
        assertThatThrownBy(() -> Carriers.tcp().changePolicy(CouchPolicy.noTls()))
                .hasMessageContaining("this node has the carrier [tcp] only");
    }

    @Test
    void saysOnceWhereACouchNodeWouldDecideOtherwise() {
        CouchPolicy policy = CouchPolicy.noTls("clouseau@127.0.0.1");
        assertThat(policy.remark(NodeName.of("clouseau@127a0b0c1"))).isPresent();
        assertThat(policy.strict().remark(NodeName.of("clouseau@127a0b0c1"))).isPresent();
        assertThat(policy.remark(NodeName.of("clouseau@127.0.0.1"))).isEmpty();
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
