package io.settee.cli;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee certs make}: what {@link CertificateMaker} makes, and what to do with it. */
@Command(
        name = "make",
        description = "Makes a CA, a certificate for nodes on these hosts, and the option file that names them."
                + " A CA that is in the folder already is kept.")
final class CertsMakeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CertsOptions options = new CertsOptions();

    @Option(
            names = "--each",
            description =
                    "A folder in DIR for each HOST, with a key and certificate of its own; NAME@HOST is taken, too,"
                            + " and becomes the CN.")
    private boolean each;

    @Mixin
    private CertsNodes nodes = new CertsNodes();

    @Override
    public Integer call() {
        CertificateMaker.Options chosen = options.read();
        List<CertificateFolder> made = each
                ? CertificateMaker.writeNodes(nodes.folder(), nodes.hosts(), chosen)
                : List.of(CertificateMaker.writeCluster(nodes.folder(), nodes.hosts(), chosen));
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < made.size(); i++) {
            String whom = each ? nodes.hosts().get(i) : String.join(", ", nodes.hosts());
            out.println(made.get(i).dir());
            out.println("  a certificate for nodes on " + whom + ", good for "
                    + chosen.validity().toDays() + " days");
        }
        CertificateFolder one = made.getFirst();
        CertificateFolder installed =
                chosen.installedAt().map(CertificateFolder::new).orElse(one);
        out.print("""

                Lines for the vm.args of CouchDB; the middle one for each node to be reached without TLS, if there are any:
                  -proto_dist couch
                  -couch_dist no_tls '"clouseau@127.0.0.1"'
                  -ssl_dist_optfile %s
                For that of any other node:
                  -proto_dist inet_tls
                  -ssl_dist_optfile %s

                %s signs certificates that every node trusts, and no node needs it: take it off this machine.
                """.formatted(
                        installed.optionFile(), installed.optionFile(), new CertificateFolder(nodes.folder()).caKey()));
        out.flush();
        return 0;
    }
}
