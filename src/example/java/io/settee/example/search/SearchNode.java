package io.settee.example.search;

import io.settee.ErlangNode;
import io.settee.carrier.IdentityBinding;
import io.settee.error.SetteeException;
import io.settee.process.JavaProcess;
import io.settee.term.Term;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The search node as a program: {@code SearchNode VM_ARGS}. It has the name, cookie, carrier and certificates that the file says, as a BEAM
 * node would, and beyond that lets in over TLS only who has a certificate for the host that it claims to be on.
 */
public final class SearchNode {
    private SearchNode() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: SearchNode VM_ARGS");
            System.exit(2);
        }
        try {
            // It may be started before CouchDB is, which starts EPMD.
            var settings = ErlangNode.fromVmArgs(Path.of(args[0]))
                    .identityBinding(IdentityBinding.HOST)
                    .embeddedEpmd(true);
            ErlangNode node = settings.start();
            var ending = new AtomicBoolean();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                ending.set(true);
                                node.close();
                            },
                            "shutdown"));
            JavaProcess sup = node.start("sup", new SupServer(node));
            System.out.println(node.name() + " serves " + node.registered());
            Term reason = sup.await();
            if (!ending.get()) System.err.println("the search node ends: its supervisor has given up, " + reason);
        } catch (SetteeException e) {
            System.err.println("search node: " + e.getMessage());
        }
        System.exit(1);
    }
}
