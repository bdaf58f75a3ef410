package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.epmd.EpmdClient;
import io.settee.error.HandshakeException;
import io.settee.error.HandshakeException.Reason;
import io.settee.handshake.Initiator.OnAlive;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.net.InetAddress;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A flag that OTP demands and that is not offered: the peer says {@code not_allowed}, over either carrier. */
@Timeout(60)
class TooSmallOfferErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @ParameterizedTest
    @MethodSource("io.settee.support.ErlCase#everything")
    void isToldWhenItsOfferIsTooSmall(ErlCase on) throws Exception {
        var poor = new LocalIdentity.Named(
                NodeName.of("j@127.0.0.1"),
                DistFlags.OFFER.without(DistFlags.MANDATORY_25_DIGEST | DistFlags.UTF8_ATOMS),
                new Creation(4711));
        var epmd = new EpmdClient(erlang.epmdPort(), ErlCase.SOON);
        try (ErlNode erl = on.erl(erlang, "strict").start();
                var driver = new SocketDriver(on.socket(
                        epmd.lookup(InetAddress.getLoopbackAddress(), "strict").port()))) {
            var machine = new Initiator(poor, erl.name(), Cookie.of("any"), OnAlive.REPLACE);
            var refused = catchThrowableOfType(HandshakeException.class, () -> driver.initiate(machine));
            assertThat(refused.reason()).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(erl.eval("nodes(connected)")).isEqualTo("[]");
        }
    }
}
