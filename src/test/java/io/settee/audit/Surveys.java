package io.settee.audit;

import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes surveys by hand. Nodes are {@code NAME@h}, asked, with OTP 27, one cookie and {@code -proto_dist inet_tls}, unless told otherwise. */
final class Surveys {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final ShownCertificate GOOD = new ShownCertificate("CN=h", NOW.plusSeconds(400 * 86_400L), List.of("h"));
    static final TlsFacts TLS = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.of(true), Optional.of(GOOD));

    private final Map<String, SurveyedNode> nodes = new LinkedHashMap<>();
    private final List<Link> links = new ArrayList<>();
    private boolean complete = true;

    static NodeName name(String name) {
        return new NodeName(name, "h");
    }

    static NodePolicy policy(String protoDist, String... noTls) {
        return new NodePolicy(protoDist, List.of(noTls), List.of(), "");
    }

    Surveys node(String name, NodePolicy policy) {
        return node(name, policy, "27", "secret");
    }

    Surveys node(String name, NodePolicy policy, String otp, String cookie) {
        var facts = new NodeFacts(otp, "15.0", false, Binary.of(cookie), policy, List.of(), 0, List.of());
        nodes.put(
                name,
                new SurveyedNode(name(name), new Reach.Dialled(Wire.UNKNOWN, Optional.empty()), Optional.of(facts)));
        return this;
    }

    Surveys unasked(String name, Reach reach) {
        nodes.put(name, new SurveyedNode(name(name), reach, Optional.empty()));
        return this;
    }

    Surveys plain(String a, String b) {
        return link(a, b, sight(b, Wire.PLAIN, Optional.empty()), sight(a, Wire.PLAIN, Optional.empty()));
    }

    Surveys tls(String a, String b) {
        return tls(a, b, TLS, TLS);
    }

    Surveys tls(String a, String b, TlsFacts byA, TlsFacts byB) {
        return link(a, b, sight(b, Wire.TLS, Optional.of(byA)), sight(a, Wire.TLS, Optional.of(byB)));
    }

    Surveys link(String a, String b, Optional<Sight> byA, Optional<Sight> byB) {
        links.add(new Link(name(a), name(b), byA, byB));
        return this;
    }

    static Optional<Sight> sight(String peer, Wire wire, Optional<TlsFacts> tls) {
        return sight(peer, wire, tls, "secret");
    }

    static Optional<Sight> sight(String peer, Wire wire, Optional<TlsFacts> tls, String cookie) {
        return Optional.of(new Sight(name(peer), false, wire, "10.0.0.1:1", tls, Binary.of(cookie)));
    }

    Surveys incomplete() {
        complete = false;
        return this;
    }

    Survey make() {
        return new Survey(nodes.values().iterator().next().name(), NOW, List.copyOf(nodes.values()), links, complete);
    }

    Audit audit() {
        return Audit.of(make(), Expectations.DEFAULT);
    }
}
