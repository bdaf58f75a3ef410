package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.carrier.Carriers;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.config.VmArgs;
import io.settee.error.SetteeException;
import io.settee.process.Mailbox;
import io.settee.support.JavaProgram;
import io.settee.support.LocalCluster;
import io.settee.term.Pattern;
import io.settee.term.Terms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that is secret is ever logged: another JVM plays a whole session, TCP and TLS, good and bad, with everything at TRACE, and what it prints is
 * searched for the cookies, for the digests that went over the wire, and for the private key.
 */
@Timeout(60)
class SecretsTest {
    private static final String COOKIE = "xKqJvWzPmTrL";
    private static final String WRONG_COOKIE = "yHdSbNcFgRwQ";

    @TempDir
    Path dir;

    /** What the other JVM does: {@code EPMD-PORT RELAY-PORT OPTION-FILE}. */
    static final class Session {
        private Session() {}

        public static void main(String[] args) throws Exception {
            int epmd = Integer.parseInt(args[0]);
            int relay = Integer.parseInt(args[1]);
            InetAddress here = InetAddress.getLoopbackAddress();
            TlsSettings tls = OptionFile.read(Path.of(args[2]));
            try (ErlangNode plain = ErlangNode.fromVmArgs(
                                    VmArgs.parse("vm.args", "-name plain@127.0.0.1 -setcookie " + COOKIE, Map.of()))
                            .resolver(peer -> new InetSocketAddress(here, relay))
                            .listen(here, 0, 0)
                            .start();
                    Mailbox box = plain.mailbox()) {
                box.send("echo", "tcp@127.0.0.1", Terms.tuple(box.self(), Terms.atom("over_tcp")));
                if (box.receive(Pattern.of("{echo, _}"), SOON).isEmpty()) throw new IllegalStateException("no echo");
            }
            try (ErlangNode secure = ErlangNode.named("secure@127.0.0.1")
                            .cookie(COOKIE)
                            .epmdPort(epmd)
                            .listen(here, 0, 0)
                            .carriers(Carriers.tls(tls.server(), tls.client()))
                            .start();
                    Mailbox box = secure.mailbox("box")) {
                box.send("echo", "tls@127.0.0.1", Terms.tuple(box.self(), Terms.atom("over_tls")));
                if (box.receive(Pattern.of("{echo, _}"), SOON).isEmpty()) throw new IllegalStateException("no echo");
            }
            try (ErlangNode thief = ErlangNode.named("thief@127.0.0.1")
                    .cookie(WRONG_COOKIE)
                    .resolver(peer -> new InetSocketAddress(here, relay))
                    .listen(here, 0, 0)
                    .start()) {
                thief.connect("tcp@127.0.0.1");
            } catch (SetteeException e) {
                System.out.println("refused as it should be: " + e);
            }
        }
    }

    /** Passes connections on and keeps what goes through. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<ByteArrayOutputStream> seen = new ArrayList<>();
        private final int target;

        Relay(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket from = listener.accept();
                    var to = new Socket(InetAddress.getLoopbackAddress(), target);
                    pump(from, to);
                    pump(to, from);
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void pump(Socket from, Socket to) {
            var kept = new ByteArrayOutputStream();
            synchronized (seen) {
                seen.add(kept);
            }
            Thread.ofVirtual().start(() -> {
                try (InputStream in = from.getInputStream();
                        OutputStream out = to.getOutputStream()) {
                    byte[] some = new byte[8192];
                    for (int n = in.read(some); n > 0; n = in.read(some)) {
                        synchronized (seen) {
                            kept.write(some, 0, n);
                        }
                        out.write(some, 0, n);
                    }
                } catch (IOException e) {
                    // The connection is over, as far as this test is concerned.
                }
            });
        }

        /** The digests in challenge_reply ({@code r}) and challenge_ack ({@code a}) of the handshakes. */
        List<byte[]> digests() {
            var digests = new ArrayList<byte[]>();
            synchronized (seen) {
                for (ByteArrayOutputStream kept : seen) {
                    ByteBuffer bytes = ByteBuffer.wrap(kept.toByteArray());
                    for (int message = 0; message < 3 && bytes.remaining() > 2; message++) {
                        int length = bytes.getShort();
                        if (length <= 0 || length > bytes.remaining()) break;
                        var payload = new byte[length];
                        bytes.get(payload);
                        if (payload[0] == 'r' || payload[0] == 'a')
                            digests.add(Arrays.copyOfRange(payload, length - 16, length));
                    }
                }
            }
            return digests;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static void echo(ErlangNode node) {
        Thread.ofVirtual().start(() -> {
            try (Mailbox box = node.mailbox("echo")) {
                while (true) {
                    var asked = box.receive(Pattern.of("{From, M}"));
                    box.send(asked.pid("From"), Terms.tuple(Terms.atom("echo"), asked.get("M")));
                }
            } catch (InterruptedException | IllegalStateException e) {
                // The node is closed.
            }
        });
    }

    @Test
    void areInNoLog() throws Exception {
        CertificateFolder certificates =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        TlsSettings tls = OptionFile.read(certificates.optionFile());
        Path log = dir.resolve("log");
        List<byte[]> digests;
        try (var cluster = new LocalCluster();
                ErlangNode tcp = cluster.node("tcp").cookie(COOKIE).start();
                ErlangNode secure = cluster.node("tls")
                        .cookie(COOKIE)
                        .carriers(Carriers.tls(tls.server(), tls.client()))
                        .start();
                var relay = new Relay(new io.settee.epmd.EpmdClient(cluster.epmdPort(), SOON)
                        .lookup(InetAddress.getLoopbackAddress(), "tcp")
                        .port())) {
            echo(tcp);
            echo(secure);
            Process session = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                            "-cp",
                            JavaProgram.classPath(),
                            Session.class.getName(),
                            Integer.toString(cluster.epmdPort()),
                            Integer.toString(relay.listener.getLocalPort()),
                            certificates.optionFile().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean over = session.waitFor(50, TimeUnit.SECONDS);
            session.destroyForcibly();
            assertThat(over).isTrue();
            assertThat(session.exitValue()).as(Files.readString(log)).isZero();
            digests = relay.digests();
        }
        // Two of the good handshake, one of the bad one.
        assertThat(digests).hasSizeGreaterThanOrEqualTo(3);
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(text)
                .as("it was really at TRACE, and said what it did")
                .contains("TRACE io.settee.wire", "over_tcp", "over_tls", "refused as it should be");
        assertThat(text).doesNotContain(COOKIE, WRONG_COOKIE);
        for (byte[] digest : digests) assertAbsent(text, digest);
        int keys = 0;
        try (var files = Files.list(dir)) {
            for (Path file :
                    files.filter(f -> f.toString().matches(".*(key|pem)")).toList()) {
                String pem = Files.readString(file);
                int begin = pem.indexOf("PRIVATE KEY-----");
                if (begin < 0) continue;
                keys++;
                String body = pem.substring(begin + 16, pem.indexOf("-----END", begin))
                        .strip();
                for (String line : body.split("\n", -1)) assertThat(text).doesNotContain(line);
                byte[] key = Base64.getMimeDecoder().decode(body);
                // Past the algorithm, which is no secret.
                for (int at = 40; at + 16 <= key.length; at += 16)
                    assertAbsent(text, Arrays.copyOfRange(key, at, at + 16));
            }
        }
        assertThat(keys).isPositive();
    }

    private static void assertAbsent(String text, byte[] secret) {
        String hex = HexFormat.of().formatHex(secret);
        assertThat(text.toLowerCase(java.util.Locale.ROOT))
                .doesNotContain(hex)
                .doesNotContain(HexFormat.ofDelimiter(" ").formatHex(secret))
                .doesNotContain(HexFormat.ofDelimiter(":").formatHex(secret));
        String list = Arrays.toString(secret);
        assertThat(text)
                .doesNotContain(list.substring(1, list.length() - 1))
                .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(secret))
                .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    }
}
