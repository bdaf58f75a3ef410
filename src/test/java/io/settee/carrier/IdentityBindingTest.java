package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityBindingTest {
    private static TlsSession session(String subject, String... names) {
        return new TlsSession(
                "TLSv1.3", "TLS_AES_128_GCM_SHA256", TlsEngine.JDK, subject, Optional.empty(), List.of(names));
    }

    @ParameterizedTest
    @CsvSource({
        "OFF,  CN=whoever,             h,         couch@db1,       true",
        "HOST, CN=whoever,             DB1,       couch@db1,       true",
        "HOST, CN=db1,                 '',        couch@db1,       true",
        "HOST, CN=whoever,             db2,       couch@db1,       false",
        "HOST, CN=db1,                 db2,       couch@db1,       false",
        "HOST, CN=whoever,             127.0.0.1, couch@127.0.0.1, true",
        "HOST, '',                     '',        couch@db1,       false",
        "NODE, CN=couch@db1,           db1,       couch@db1,       true",
        "NODE, 'CN=couch,O=Cluster',   db1,       couch@db1,       true",
        "NODE, CN=whoever,             couch@db1, couch@db1,       true",
        "NODE, CN=db1,                 db1,       couch@db1,       false",
        "NODE, CN=clouseau@db1,        db1,       couch@db1,       false",
    })
    void holdsAPeerToTheNameInItsCertificate(
            IdentityBinding binding, String subject, String name, String claimed, boolean allowed) {
        Optional<String> refusal =
                binding.refusal(NodeName.of(claimed), name.isEmpty() ? session(subject) : session(subject, name));
        assertThat(refusal.isEmpty()).isEqualTo(allowed);
        refusal.ifPresent(sentence -> assertThat(sentence)
                .startsWith("claims to be " + claimed + ", so its certificate must name ")
                .contains(subject.isEmpty() ? "it has shown no certificate" : subject));
    }
}
