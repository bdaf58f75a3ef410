package io.settee.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Erlang releases to test against, and where they are.
 *
 * <p>Release N is the {@code erl} program that the system property {@code settee.erl.N} names, or the environment variable
 * {@code SETTEE_ERL_N}, or the {@code erl} on the {@code PATH} if it is of that release. {@code test-cluster/test} provides all of
 * them.
 */
public final class ErlReleases {
    /** The releases that every test against Erlang runs against. */
    private static final List<Integer> CURRENT = List.of(25, 27, 29);

    /** The release before the distribution protocol's mandatory flags of OTP 25 and 26; not to be had everywhere. */
    private static final int OLD = 23;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<Path, ErlRelease> PROBED = new ConcurrentHashMap<>();

    private ErlReleases() {}

    /**
     * The releases for a parameterized test, {@code @MethodSource("io.settee.testkit.ErlReleases#current")}: 25, 27 and 29, or
     * those that the system property {@code settee.erl.releases} lists with commas. A listed release that is missing
     * fails the test that asks for it; it is never skipped silently.
     */
    public static List<Integer> current() {
        String given = System.getProperty("settee.erl.releases", "");
        if (given.isBlank()) return CURRENT;
        return Arrays.stream(given.split(",", -1))
                .map(number -> Integer.valueOf(number.strip()))
                .toList();
    }

    /** As {@link #current()}, and OTP 23 before them where it is to be had. */
    public static List<Integer> all() {
        return Stream.concat(old().stream(), current().stream()).toList();
    }

    /** OTP 23 alone where it is to be had, else nothing: for {@code @ParameterizedTest(allowZeroInvocations = true)}. */
    public static List<Integer> old() {
        return available(OLD) ? List.of(OLD) : List.of();
    }

    /** Whether this release is on this machine. */
    public static boolean available(int number) {
        return find(number).isPresent();
    }

    /**
     * The release of this number.
     *
     * @throws ErlangFailure if it is not on this machine; the message says how to get it
     */
    public static ErlRelease of(int number) {
        return find(number)
                .orElseThrow(() -> new ErlangFailure("Erlang/OTP " + number
                        + " is not here. test-cluster/test fetches it and passes it to the tests; to use another, give -Dsettee.erl."
                        + number + "=PATH_OF_erl or set SETTEE_ERL_" + number + "."));
    }

    private static Optional<ErlRelease> find(int number) {
        String given = System.getProperty("settee.erl." + number, System.getenv("SETTEE_ERL_" + number));
        if (given != null && !given.isBlank()) {
            ErlRelease release = probe(Path.of(given));
            if (release.number() != number) {
                throw new ErlangFailure(
                        "settee.erl." + number + " names " + given + ", which is OTP " + release.version());
            }
            return Optional.of(release);
        }
        return onPath("erl").map(ErlReleases::probe).filter(release -> release.number() == number);
    }

    static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(Predicate.not(String::isBlank))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Asks the program what it is, once. */
    private static ErlRelease probe(Path erl) {
        return PROBED.computeIfAbsent(erl, ErlReleases::ask);
    }

    private static ErlRelease ask(Path erl) {
        String said = run(erl, """
                Number = erlang:system_info(otp_release),
                File = filename:join([code:root_dir(), "releases", Number, "OTP_VERSION"]),
                Version = case file:read_file(File) of {ok, Bin} -> string:trim(Bin); _ -> Number end,
                io:format("~nrelease|~ts|~ts|~ts|~n", [Number, Version, code:root_dir()]),
                halt(0).""");
        var matcher = Pattern.compile("release\\|(\\d+)\\|([^|]+)\\|([^|]+)\\|").matcher(said);
        if (!matcher.find()) throw new ErlangFailure(erl + " did not say which release it is: " + said);
        return new ErlRelease(
                Integer.parseInt(matcher.group(1)), matcher.group(2), erl.toAbsolutePath(), Path.of(matcher.group(3)));
    }

    /**
     * Runs expressions in an Erlang of their own that has no name and no input.
     *
     * @return what it printed
     * @throws ErlangFailure if it ends with another status than 0, or not in time
     */
    static String run(Path erl, String expressions) {
        var child = ChildProcess.start(
                List.of(erl.toString(), "-noinput", "-boot", "start_clean", "-eval", expressions),
                Map.of(),
                TemporaryFolder.home(),
                Optional::of);
        try {
            if (!child.output().awaitEnd(LIMIT) || !child.awaitExit(LIMIT) || child.exitStatus() != 0) {
                throw new ErlangFailure(erl + " " + child.state() + ", expected 0 within " + LIMIT.toSeconds()
                        + " s. It printed:\n" + child.output().tail());
            }
            return child.output().text();
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        } finally {
            child.kill();
        }
    }

    /** The {@code epmd} of one release: any release's serves them all. */
    static Path epmd() {
        ErlRelease release = IntStream.concat(current().stream().mapToInt(i -> i), IntStream.of(OLD))
                .filter(ErlReleases::available)
                .mapToObj(ErlReleases::of)
                .findFirst()
                .orElseGet(() -> of(current().getFirst()));
        Path beside = release.erl().resolveSibling("epmd");
        if (Files.isExecutable(beside)) return beside;
        try (Stream<Path> files = Files.find(
                release.root(), 3, (file, attributes) -> file.endsWith("bin/epmd") && Files.isExecutable(file))) {
            return files.findFirst().orElseThrow(() -> new ErlangFailure("no epmd beside or below " + release));
        } catch (IOException e) {
            throw new ErlangFailure("cannot look for epmd below " + release.root(), e);
        }
    }
}
