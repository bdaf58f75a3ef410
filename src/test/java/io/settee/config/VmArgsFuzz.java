package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code vm.args}, and behind a NUL the variable {@code ERL_FLAGS}: settings, or a sentence about what is wrong with them. */
public final class VmArgsFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        """
                        # a CouchDB node
                        -name couch@127.0.0.1
                        -setcookie monster -hidden
                        +K true +A 16 +Bd
                        -kernel net_ticktime 8 net_tickintensity 5 net_setuptime 3 inet_dist_use_interface '{127,0,0,1}'
                        -kernel inet_dist_listen_min 9100
                                inet_dist_listen_max 9105
                        -proto_dist couch
                        -couch_dist no_tls '"clouseau@127.0.0.1"'
                        -couch_dist no_tls \\"old*@*\\" -couch_dist no_tls false
                        -ssl_dist_optfile /etc/couch/couch_dist.conf
                        -start_epmd false -dist_listen false -erl_epmd_port 9101
                        -env ERL_EPMD_PORT 4370
                        """,
                        """
                        -sname ${NODE:-here} -args_file /nonexistent/vm.args
                        \0-ssl_dist_opt server_certfile a.pem client_keyfile b.pem -connect_all false -- x -extra y
                        """,
                        "-sname a@b -proto_dist inet_tls -epmd_module m\0-setcookie 'a b' \"c\\\"\" -kernel dist_auto_connect never")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int nul = text.indexOf('\0');
        Map<String, String> environment = nul < 0 ? Map.of() : Map.of("ERL_FLAGS", text.substring(nul + 1));
        try {
            VmArgs args = VmArgs.parse("vm.args", nul < 0 ? text : text.substring(0, nul), environment);
            args.couchPolicy();
            if (args.toString().isEmpty()) throw new AssertionError("printed as nothing");
        } catch (ConfigException refused) {
            FuzzTarget.sentence(refused);
        }
    }
}
