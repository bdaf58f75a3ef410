package io.settee.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.ConfigException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpmdAddressTest {
    @Test
    void isTheLoopbackAddressAndTheUsualPortByDefault() {
        assertThat(EpmdAddress.fromEnvironment(Map.of())).hasToString("127.0.0.1:4369");
        assertThat(EpmdAddress.fromEnvironment(Map.of("ERL_EPMD_PORT", ""))).hasToString("127.0.0.1:4369");
    }

    @Test
    void takesThePortFromTheEnvironment() {
        assertThat(EpmdAddress.fromEnvironment(Map.of("ERL_EPMD_PORT", "4777"))).hasToString("127.0.0.1:4777");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "epmd", "99999999999"})
    void refusesAPortThatIsNone(String text) {
        assertThatThrownBy(() -> EpmdAddress.portFrom(Map.of("ERL_EPMD_PORT", text)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ERL_EPMD_PORT is '" + text + "', which is no port (1 to 65535)");
    }

    @Test
    void listensEverywhereByDefault() {
        assertThat(EpmdAddress.listenAddresses(Map.of())).singleElement().matches(InetAddress::isAnyLocalAddress);
        assertThat(listen("10.0.0.1,0.0.0.0")).hasSize(1);
    }

    @Test
    void addsTheLoopbackAddressOfEachFamily() {
        assertThat(listen("10.0.0.1, 127.0.0.1")).containsExactly("127.0.0.1", "10.0.0.1");
        assertThat(listen("fd00::1 10.0.0.1"))
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:1", "10.0.0.1");
    }

    private static List<String> listen(String addresses) {
        return EpmdAddress.listenAddresses(Map.of("ERL_EPMD_ADDRESS", addresses)).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThatThrownBy(() -> listen("localhost"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'localhost', which is no IP address");
    }

    @Test
    void putsBracketsAroundIpv6() {
        InetAddress loopback6 =
                EpmdAddress.listenAddresses(Map.of("ERL_EPMD_ADDRESS", "::1")).getLast();
        assertThat(new EpmdAddress(loopback6, 4369)).hasToString("[::1]:4369");
    }
}
