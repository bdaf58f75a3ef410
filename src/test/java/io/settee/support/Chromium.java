package io.settee.support;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A browser without a window that shows one page at a time, driven by the Chrome DevTools Protocol. It has a profile of its own, asks no
 * server of its maker's for anything, and ends with {@link #close}.
 *
 * <p>Which browser: the system property {@code settee.chromium}, or {@code chromium} on the path.
 */
public final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
    private final String session;

    private Chromium(Process process, Path profile, String address) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listening())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        JsonObject target = new JsonObject();
        target.addProperty("url", "about:blank");
        String id = ask("", "Target.createTarget", target).get("targetId").getAsString();
        JsonObject attach = new JsonObject();
        attach.addProperty("targetId", id);
        attach.addProperty("flatten", true);
        this.session = ask("", "Target.attachToTarget", attach).get("sessionId").getAsString();
        for (String domain : List.of("Page", "Log", "Runtime")) ask(session, domain + ".enable", new JsonObject());
    }

    /** Starts one. */
    public static Chromium start() throws IOException {
        // Not a folder of JUnit's, which warns of the links that the browser makes in it.
        Path profile = Files.createTempDirectory("settee-chromium");
        var command = new ArrayList<>(List.of(
                System.getProperty("settee.chromium", "chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var address = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> read(process, address));
        try {
            return new Chromium(
                    process,
                    profile,
                    address.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
        } catch (RuntimeException e) {
            end(process, profile);
            throw e;
        }
    }

    private static void read(Process process, CompletableFuture<String> address) {
        var said = new ArrayList<String>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (said.size() < 100) said.add(line);
                Matcher found = LISTENING.matcher(line);
                if (found.find()) address.complete(found.group(1));
            }
        } catch (IOException e) {
            said.add(e.toString());
        }
        address.completeExceptionally(new AssertionError("the browser has ended; it said " + said));
    }

    /** Shows a file in a window of this size, to somebody who likes it light or dark. */
    public void show(Path file, int width, int height, boolean dark) {
        JsonObject size = new JsonObject();
        size.addProperty("width", width);
        size.addProperty("height", height);
        size.addProperty("deviceScaleFactor", 1);
        size.addProperty("mobile", width < 600);
        ask(session, "Emulation.setDeviceMetricsOverride", size);
        ask(
                session,
                "Emulation.setEmulatedMedia",
                JsonParser.parseString("""
                        {"features": [{"name": "prefers-color-scheme", "value": "%s"}]}""".formatted(dark ? "dark" : "light")).getAsJsonObject());
        loaded = new CompletableFuture<>();
        JsonObject place = new JsonObject();
        place.addProperty("url", file.toUri().toString());
        ask(session, "Page.navigate", place);
        loaded.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** The value of an expression in JavaScript, evaluated in the page. */
    public JsonElement eval(String script) {
        JsonObject question = new JsonObject();
        question.addProperty("expression", script);
        question.addProperty("returnByValue", true);
        JsonObject answer = ask(session, "Runtime.evaluate", question);
        if (answer.has("exceptionDetails")) throw new AssertionError(answer.get("exceptionDetails") + " in " + script);
        return answer.getAsJsonObject("result").get("value");
    }

    /** What the browser has complained of, in the pages shown so far: scripts that fail, and all that a page's policy has forbidden. */
    public List<String> complaints() {
        return complaints;
    }

    /** Writes the whole page as PNG, for people. */
    public void picture(Path file) throws IOException {
        JsonObject wish = new JsonObject();
        wish.addProperty("captureBeyondViewport", true);
        String data = ask(session, "Page.captureScreenshot", wish).get("data").getAsString();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    private JsonObject ask(String of, String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonObject>();
        answers.put(id, answer);
        JsonObject question = new JsonObject();
        question.addProperty("id", id);
        question.addProperty("method", method);
        question.add("params", parameters);
        if (!of.isEmpty()) question.addProperty("sessionId", of);
        socket.sendText(question.toString(), true).join();
        JsonObject whole =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (whole.has("error")) throw new AssertionError(method + ": " + whole.get("error"));
        return whole.getAsJsonObject("result");
    }

    @Override
    public void close() {
        socket.abort();
        end(process, profile);
    }

    private static void end(Process process, Path profile) {
        // Those that draw are its children.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            delete(profile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path profile) {
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException e) {
            // A child that is just ending has written once more; what is left is of no use to anybody.
            profile.toFile().deleteOnExit();
        }
    }

    private final class Listening implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonObject message) {
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer =
                        answers.remove(message.get("id").getAsInt());
                if (answer != null) answer.complete(message);
                return;
            }
            switch (message.get("method").getAsString()) {
                case "Page.loadEventFired" -> loaded.complete(message);
                case "Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled" ->
                    complaints.add(message.get("params").toString());
                default -> {}
            }
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            answers.values().forEach(answer -> answer.completeExceptionally(cause));
        }
    }
}
