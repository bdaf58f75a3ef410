package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.config.VmArgs;
import io.settee.support.JavaProgram;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VmArgsWarningsTest {
    /** A node whose carrier is misspelt. */
    static final class Misspelt {
        private Misspelt() {}

        public static void main(String[] arguments) throws InterruptedException {
            VmArgs args = VmArgs.parse("vm.args", "-name a@127.0.0.1 -setcookie c -proto_dst inet_tls", Map.of());
            try (ErlangNode node = ErlangNode.fromVmArgs(args).noListener().start()) {
                System.out.println("started " + node.name());
            }
        }
    }

    @Test
    void aNodeLogsWhatItsVmArgsAskForInVain() throws Exception {
        try (var program = JavaProgram.start(Misspelt.class, Map.of())) {
            assertThat(program.line("[main] WARN "))
                    .endsWith("vm.args line 1: -proto_dst is not known and has no effect here; is -proto_dist meant?");
            assertThat(program.line("started ")).isEqualTo("started a@127.0.0.1");
        }
    }
}
