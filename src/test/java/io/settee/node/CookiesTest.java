package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CookiesTest {
    private static final NodeName A = NodeName.of("a@h");
    private static final NodeName B = NodeName.of("b@h");

    @Test
    void givesAPeersOwnSecretBeforeTheCommonOne() {
        Cookie common = Cookie.of("common");
        Cookie own = Cookie.of("own");
        var cookies = new Cookies(common, Map.of(A, own));
        assertThat(cookies.forPeer(A)).isSameAs(own);
        assertThat(cookies.forPeer(B)).isSameAs(common);

        Cookie other = Cookie.of("other");
        cookies.set(other);
        assertThat(cookies.forPeer(A)).isSameAs(own);
        assertThat(cookies.forPeer(B)).isSameAs(other);
        cookies.set(B, own);
        assertThat(cookies.forPeer(B)).isSameAs(own);
    }
}
