package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.support.Chromium;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of {@code settee audit --html}, of a real cluster, in a real browser: on a phone and at a desk, light and dark. */
@Timeout(60)
class AuditPageErlIT {
    /** The ratio of WCAG 2.1, 1.4.3, of every text and what is behind it; the lowest one. */
    private static final String CONTRAST = """
            (() => {
              const rgb = text => text.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => {
                const wrong = element.closest('.label');
                if (wrong) return getComputedStyle(wrong.querySelector('rect')).fill;
                const node = element.matches('.number') && element.closest('.node');
                if (node) return getComputedStyle(node.querySelector('circle')).fill;
                for (let e = element; e; e = e.parentElement) {
                  const color = getComputedStyle(e).backgroundColor;
                  if (rgb(color)[3] !== 0) return color;
                }
                return 'rgb(255, 255, 255)';
              };
              let lowest = {ratio: 99, text: ''};
              for (const element of document.querySelectorAll('body *')) {
                const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
                if (!own || element.matches('title, style') || element.getClientRects().length === 0) continue;
                const style = getComputedStyle(element);
                const front = light(rgb(element.namespaceURI.endsWith('svg') ? style.fill : style.color));
                const back = light(rgb(behind(element)));
                const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
                if (ratio < lowest.ratio) lowest = {ratio, text: element.textContent};
              }
              return lowest;
            })()""";

    /** Pairs of texts of the drawing that lie upon each other. */
    private static final String OVERLAPS = """
            (() => {
              const boxes = [...document.querySelectorAll('.cluster text')].map(e => [e.textContent, e.getBoundingClientRect()]);
              const found = [];
              boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
                const inset = 3;
                if (x.left + inset < y.right && y.left + inset < x.right && x.top + inset < y.bottom && y.top + inset < x.bottom)
                  found.push(a + ' / ' + b);
              }));
              return found;
            })()""";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static Path vmArgs;
    private static Path page;
    private static Chromium browser;

    @BeforeAll
    static void auditACluster() throws IOException {
        browser = Chromium.start();
        CertificateFolder tls = CertificateMaker.writeCluster(
                dir.resolve("tls"), List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        ErlNode first = couch("couchdb1", tls).start();
        ErlNode second = couch("couchdb2", tls).start();
        couch("couchdb3", tls).start();
        first.eval("[pong = net_adm:ping(N) || N <- ['couchdb2@127.0.0.1', 'couchdb3@127.0.0.1']]");
        second.eval("pong = net_adm:ping('couchdb3@127.0.0.1')");
        couch("clouseau", tls).hidden().start().eval("pong = net_adm:ping('couchdb2@127.0.0.1')");
        page = dir.resolve("audit.html");
        vmArgs = Files.writeString(dir.resolve("vm.args"), """
                -name couchdb1@127.0.0.1
                -setcookie pictured
                -proto_dist couch
                -couch_dist no_tls '"couchdb3@*"'
                -ssl_dist_optfile %s
                -env ERL_EPMD_PORT %d
                """.formatted(tls.optionFile(), erlang.epmdPort()));
        CommandRun run = CommandRun.of(
                "audit",
                first.name().toString(),
                "a-node-with-a-long-name@127.0.0.1",
                "--vm-args=" + vmArgs,
                "--days=800",
                "--html=" + page);
        // Certificates that last two years are too short for 800 days.
        assertThat(run.status()).as("%s", run).isEqualTo(1);
    }

    private static ErlNodeBuilder couch(String name, CertificateFolder tls) {
        return erlang.node(name)
                .release(27)
                .cookie("pictured")
                .protoDist("couch")
                .tls(tls.optionFile())
                // Which of two connects to the other makes a difference here, so none does it by itself.
                .args("-couch_dist", "no_tls", "\"couchdb3@*\"", "-connect_all", "false");
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    private static String text(String script) {
        return browser.eval(script).getAsString();
    }

    private static List<String> texts(String script) {
        return browser.eval(script).getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"390, 844, false", "390, 844, true", "1280, 900, false", "1280, 900, true", "320, 600, true"})
    void isReadableOnAPhoneAndAtADeskInLightAndDark(int width, int height, boolean dark) throws IOException {
        browser.show(page, width, height, dark);
        browser.picture(Path.of("target", "pages", "audit-" + width + (dark ? "-dark" : "-light") + ".png"));

        assertThat(text("document.querySelector('h1').textContent")).contains(" encrypted", " plain");
        assertThat(browser.eval("document.documentElement.scrollWidth").getAsInt())
                .as("nothing sticks out at the side")
                .isLessThanOrEqualTo(width);
        assertThat(browser.eval(CONTRAST).getAsJsonObject().get("ratio").getAsDouble())
                .as("%s", browser.eval(CONTRAST))
                .isGreaterThanOrEqualTo(4.5);
        assertThat(browser.eval("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
                        .getAsInt())
                .matches(red -> dark ? red < 60 : red > 200, dark ? "dark" : "light");
        assertThat(texts(OVERLAPS)).isEmpty();
        assertThat(browser.eval(
                                "Math.min(...[...document.querySelectorAll('.cluster text')].map(e => e.getBoundingClientRect().height))")
                        .getAsDouble())
                .as("the smallest text of the drawing, in pixels")
                .isGreaterThan(width < 360 ? 10 : 12);
        assertThat(texts("[...document.querySelectorAll('.cluster .name')].map(e => e.textContent)"))
                .containsExactly("a-node-with-a-l…", "clouseau", "couchdb1", "couchdb2", "couchdb3");
        assertThat(text("getComputedStyle(document.querySelector('thead')).display"))
                .isEqualTo(width < 700 ? "none" : "table-header-group");
        assertThat(browser.eval("(w => w.scrollWidth - w.clientWidth)(document.querySelector('.wide'))")
                        .getAsInt())
                .as("how much of the matrix is out of sight")
                .isLessThanOrEqualTo(width < 360 ? 40 : 0);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void tellsPlainLinksFromOthersByColourAndWithout(boolean dark) {
        browser.show(page, 1280, 900, dark);
        assertThat(browser.eval("document.querySelectorAll('.link').length").getAsInt())
                .isEqualTo(4);
        assertThat(text("getComputedStyle(document.querySelector('.link.plain')).strokeDasharray"))
                .isNotEqualTo("none");
        assertThat(text("getComputedStyle(document.querySelector('.link.TLS')).strokeDasharray"))
                .isEqualTo("none");
        assertThat(texts("[...document.querySelectorAll('.label text')].map(e => e.textContent)"))
                .contains("plain");
        assertThat(isRed("plain")).isTrue();
        assertThat(isRed("TLS")).isFalse();
        assertThat(browser.eval("document.querySelectorAll('.node.hidden').length")
                        .getAsInt())
                .isEqualTo(1);
    }

    private static boolean isRed(String kind) {
        return browser.eval("(() => { const [r, g, b] = getComputedStyle(document.querySelector('.link." + kind
                        + "')).stroke.match(/\\d+/g).map(Number); return r > 1.5 * g && r > 1.5 * b; })()")
                .getAsBoolean();
    }

    /** README, "Is our CouchDB cluster encrypted?" */
    @Test
    void answersAsTheReadmeShows() throws IOException {
        String story = Files.readString(Path.of("README.md")).split("### Is our CouchDB cluster encrypted\\?\n", 2)[1];
        String shown = story.split("```console\n", 2)[1].split("```", 2)[0];
        String command = shown.lines().findFirst().orElseThrow();
        CommandRun run = CommandRun.of(Stream.of(
                        command.replace("$ settee ", "").split(" "))
                .map(word -> word.equals("vm.args") ? vmArgs.toString() : word)
                .map(word -> word.equals("cluster.html") ? dir.resolve(word).toString() : word)
                .toArray(String[]::new));
        assertThat(run.status()).isZero();
        assertThat(lasting(run.out())).isEqualTo(lasting(shown.substring(command.length() + 1)));
        assertThat(dir.resolve("cluster.html")).content().startsWith("<!doctype html>");
    }

    /** Without what is another one every day. */
    private static String lasting(String text) {
        return text.replaceAll("\\d+ days", "N days")
                .replaceAll("\\d{4}-\\S+Z", "NOW")
                .replaceAll("27/15[.\\d]+", "27/15")
                .replaceAll(" {2,}", "  ");
    }

    @Test
    void needsNothingButItself() {
        browser.show(page, 1280, 900, false);
        assertThat(browser.eval("performance.getEntriesByType('resource').length")
                        .getAsInt())
                .isZero();
        assertThat(browser.eval("document.scripts.length").getAsInt()).isZero();
        assertThat(browser.complaints()).isEmpty();
    }
}
