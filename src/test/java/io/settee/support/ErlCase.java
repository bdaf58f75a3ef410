package io.settee.support;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.carrier.Carriers;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A release of Erlang and a carrier: tests of connections run through all of them. Makes nodes of both kinds that can talk to each other. */
public record ErlCase(int release, boolean tls) {
    /** For what takes milliseconds unless it is broken. */
    public static final Duration SOON = Duration.ofSeconds(10);

    static final String COOKIE = "settee-it";

    private static final class Certificates {
        static final CertificateFolder FOLDER = make();

        private static CertificateFolder make() {
            try {
                Path dir = Files.createTempDirectory("settee-it-certs");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
                return CertificateMaker.writeCluster(
                        dir, List.of("127.0.0.1", "127.0.0.2", "localhost"), CertificateMaker.Options.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path dir) {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Each current release over TCP and over TLS. */
    public static Stream<ErlCase> all() {
        return ErlReleases.current().stream().flatMap(r -> Stream.of(new ErlCase(r, false), new ErlCase(r, true)));
    }

    /** Each current release over TCP, for what no carrier has a part in. */
    public static Stream<ErlCase> tcp() {
        return ErlReleases.current().stream().map(r -> new ErlCase(r, false));
    }

    /** OTP 23, where it is to be had, and each current release, over TCP. */
    public static Stream<ErlCase> old() {
        return ErlReleases.all().stream().map(r -> new ErlCase(r, false));
    }

    /** OTP 23, where it is to be had, and each current release, over TCP and over TLS. */
    public static Stream<ErlCase> everything() {
        return ErlReleases.all().stream().flatMap(r -> Stream.of(new ErlCase(r, false), new ErlCase(r, true)));
    }

    /** A socket to a node of this case that is to be reached at this port, without a distribution handshake. */
    public Socket socket(int port) throws IOException {
        if (!tls) return new Socket(InetAddress.getLoopbackAddress(), port);
        Path options = Certificates.FOLDER.optionFile();
        var context = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(
                        options.resolveSibling("cert.pem").toFile(),
                        options.resolveSibling("key.pem").toFile())
                .trustManager(options.resolveSibling("ca-cert.pem").toFile())
                .build();
        return context.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    /** The same release over the other carrier. */
    public ErlCase otherCarrier() {
        return new ErlCase(release, !tls);
    }

    /** Ends the names of nodes that several cases start, so that no case meets those of another. */
    public String suffix() {
        return release + (tls ? "s" : "");
    }

    /** The lines of a {@code vm.args} that choose this carrier. */
    public String vmArgs() {
        return tls
                ? "-proto_dist inet_tls -ssl_dist_optfile " + Certificates.FOLDER.optionFile()
                : "-proto_dist inet_tcp";
    }

    /** Begins a real node. */
    public ErlNodeBuilder erl(ErlangExtension erlang, String name) {
        ErlNodeBuilder builder = erlang.node(name).release(release).cookie(COOKIE);
        return tls ? builder.tls(Certificates.FOLDER.optionFile()) : builder;
    }

    /** Begins a real node as CouchDB starts it: with its own carrier, which takes TLS to everybody here, or with plain TCP. */
    public ErlNodeBuilder couch(ErlangExtension erlang, String name) {
        return tls ? erl(erlang, name).protoDist("couch") : erl(erlang, name);
    }

    /** A {@code vm.args} for one of ours, on the loopback interface; over TLS with the couch carrier. */
    public String vmArgs(String name) {
        return "-name " + name + "\n-setcookie " + COOKIE + "\n-kernel inet_dist_use_interface {127,0,0,1}\n"
                + (tls ? "-proto_dist couch -ssl_dist_optfile " + Certificates.FOLDER.optionFile() + "\n" : "");
    }

    /** Begins one of ours, on the loopback interface, by its full name. */
    public ErlangNodeBuilder settee(ErlangExtension erlang, String name) {
        return common(ErlangNode.named(name), erlang).listen(InetAddress.getLoopbackAddress(), 0, 0);
    }

    /** How one of ours is to be started in a JVM of its own. */
    public SeparateNode.Settings separate(ErlangExtension erlang, String name, boolean hidden, List<NodeName> peers) {
        return new SeparateNode.Settings(name, COOKIE, erlang.epmdPort(), hidden, optionFile(), peers);
    }

    private Optional<Path> optionFile() {
        return tls ? Optional.of(Certificates.FOLDER.optionFile()) : Optional.empty();
    }

    /** Begins one of ours that asks a peer for its name. */
    public ErlangNodeBuilder nameless(ErlangExtension erlang, String by) {
        return common(ErlangNode.namedBy("127.0.0.1", by), erlang);
    }

    private ErlangNodeBuilder common(ErlangNodeBuilder builder, ErlangExtension erlang) {
        return builder.cookie(COOKIE).epmdPort(erlang.epmdPort()).carriers(carriers());
    }

    private Carriers carriers() {
        if (!tls) return Carriers.tcp();
        TlsSettings settings = OptionFile.read(Certificates.FOLDER.optionFile());
        return Carriers.tls(settings.server(), settings.client());
    }

    /** What happens to the connections of a node, to be taken one after the other. */
    public static Events events(ErlangNode node) {
        var events = new Events(new LinkedBlockingQueue<>());
        node.onEvent(events.queue::add);
        return events;
    }

    /** See {@link #events}. */
    public record Events(BlockingQueue<NodeEvent> queue) {
        /** The next event of this kind; others before it are dropped. */
        public <E extends NodeEvent> E next(Class<E> kind) throws InterruptedException {
            return next(kind, SOON);
        }

        /** As {@link #next(Class)} with another limit. */
        public <E extends NodeEvent> E next(Class<E> kind, Duration limit) throws InterruptedException {
            long deadline = System.nanoTime() + limit.toNanos();
            while (true) {
                NodeEvent event = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) throw new AssertionError("no " + kind.getSimpleName() + " within " + limit);
                if (kind.isInstance(event)) return kind.cast(event);
            }
        }
    }

    @Override
    public String toString() {
        return "OTP " + release + " over " + (tls ? "TLS" : "TCP");
    }
}
