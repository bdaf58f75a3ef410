package io.settee.process;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.term.Atom;
import io.settee.term.Pattern;
import io.settee.term.Ref;
import io.settee.term.Tuple;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code net_adm:ping/1}: asks a node's {@code net_kernel} whether we may talk to it, and so whether it is alive. */
public final class Ping {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final Pattern YES = Pattern.of("{Ref, yes}");

    private Ping() {}

    /**
     * Pings a node.
     *
     * @param timeout for the answer, on top of the time that connecting may take
     * @return whether it answered {@code yes}; why not is logged at debug, and thrown by {@code connect}
     */
    public static boolean ping(Node node, NodeName peer, Duration timeout) throws InterruptedException {
        try (Mailbox box = Mailbox.open(node)) {
            Ref ref = node.newRef();
            var question = Tuple.of(new Atom("is_auth"), new Atom(node.name().toString()));
            box.send("net_kernel", peer, Tuple.of(new Atom("$gen_call"), Tuple.of(box.self(), ref), question));
            return box.receive(YES.with("Ref", ref), timeout).isPresent();
        } catch (SetteeException e) {
            LOG.debug("ping of {} failed", peer, e);
            return false;
        }
    }
}
