package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.CarrierReady;
import io.settee.carrier.Carriers;
import io.settee.carrier.TcpCarrier;
import io.settee.connection.Connection;
import io.settee.connection.ConnectionSettings;
import io.settee.error.EpmdException;
import io.settee.error.SetteeException;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in and who is dialled, by what else is under way. */
@Timeout(30)
class PeersTest {
    private static final CarrierReady PLAIN = new CarrierReady(new TcpCarrier(), Optional.empty());
    private static final NodeName LESSER = NodeName.of("a@h");
    private static final NodeName GREATER = NodeName.of("z@h");
    private static final SocketAddress FROM = new InetSocketAddress(1);

    /** One look-up that waits to be answered. */
    private record LookUp(NodeName peer, CompletableFuture<SocketAddress> answer) {}

    private final BlockingQueue<LookUp> lookUps = new LinkedBlockingQueue<>();
    private final Peers peers = peers(Duration.ofSeconds(7));

    private Peers peers(Duration setupTime) {
        return peers(setupTime, ConnectRules.DEFAULT);
    }

    private Peers peers(Duration setupTime, ConnectRules rules) {
        var options = new NodeOptions(
                new NodeOptions.Name.Own(NodeName.of("m@h")),
                Cookie.of("c"),
                Map.of(GREATER, Cookie.of("other")),
                true,
                Carriers.tcp(),
                ConnectionSettings.DEFAULT.withSetupTime(setupTime),
                rules,
                Optional.empty(),
                new NodeOptions.Epmd.None(peer -> {
                    throw new AssertionError("the test resolves");
                }));
        var self = new LocalIdentity.Named(NodeName.of("m@h"), DistFlags.OFFER, new Creation(5));
        return new Peers(
                options,
                () -> self,
                this::resolve,
                new Peers.Events() {
                    @Override
                    public SignalRouter connected(Connection connection, LocalIdentity.Named us) {
                        throw new AssertionError("nothing comes up here");
                    }

                    @Override
                    public void disconnected(Connection connection) {}
                },
                new Journal(new EventBus()));
    }

    private SocketAddress resolve(NodeName peer) {
        var lookUp = new LookUp(peer, new CompletableFuture<>());
        lookUps.add(lookUp);
        try {
            return lookUp.answer.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof Error error) throw error;
            throw (RuntimeException) e.getCause();
        }
    }

    private Verdict admit(NodeName claimed) {
        return peers.admit(claimed, PLAIN, FROM);
    }

    private LookUp nextLookUp() throws InterruptedException {
        LookUp lookUp = lookUps.poll(10, TimeUnit.SECONDS);
        assertThat(lookUp).isNotNull();
        return lookUp;
    }

    private static EpmdException unknown() {
        return new EpmdException(EpmdException.Reason.UNKNOWN_NAME, "no such node", null);
    }

    @Test
    void letsThoseInWhomItDoesNotDial() {
        assertThat(admit(LESSER)).isEqualTo(Verdict.OK);
        assertThat(admit(GREATER)).isEqualTo(Verdict.OK);
    }

    @Test
    void letsTheAttemptOfTheGreaterNameSurvive() throws Exception {
        peers.route(LESSER);
        peers.route(GREATER);
        nextLookUp();
        nextLookUp();
        assertThat(admit(LESSER)).isEqualTo(Verdict.NOK);
        assertThat(admit(GREATER)).isEqualTo(Verdict.OK_SIMULTANEOUS);
    }

    /** A resolver of the user's may fail in every way; whoever waits for the attempt is told. */
    @Test
    void tellsThatAResolverHasFailedBadly() throws Exception {
        CompletableFuture<Route> attempt = peers.route(LESSER);
        nextLookUp().answer().completeExceptionally(new NoClassDefFoundError("org/example/Registry"));
        assertThatThrownBy(() -> attempt.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("org/example/Registry");
        assertThat(peers.list()).isEmpty();
    }

    @Test
    void sharesOneAttemptAmongAllWhoAsk() throws Exception {
        CompletableFuture<Route> first = peers.route(LESSER);
        CompletableFuture<Route> second = peers.route(LESSER);
        LookUp only = nextLookUp();
        assertThat(peers.list()).singleElement().satisfies(peer -> {
            assertThat(peer.node()).isEqualTo(LESSER);
            assertThat(peer.state()).isEqualTo(PeerInfo.State.CONNECTING);
            assertThat(peer.carrier()).isEqualTo("tcp");
        });
        only.answer.completeExceptionally(unknown());
        for (CompletableFuture<Route> each : java.util.List.of(first, second)) {
            assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(EpmdException.class);
        }
        assertThat(lookUps).isEmpty();
        assertThat(peers.list()).isEmpty();
        peers.route(LESSER);
        nextLookUp();
    }

    @Test
    void doesNotDialWhoIsShakingHandsWithIt() throws Exception {
        assertThat(admit(LESSER)).isEqualTo(Verdict.OK);
        CompletableFuture<Route> route = peers.route(LESSER);
        // Not dialling, it has no attempt that could survive or be given up.
        assertThat(admit(LESSER)).isEqualTo(Verdict.OK);
        peers.claimOver(LESSER);
        assertThat(lookUps.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(route).isNotDone();
        // Both claims have come to nothing: now it is our turn.
        peers.claimOver(LESSER);
        assertThat(nextLookUp().peer()).isEqualTo(LESSER);
        assertThat(admit(LESSER)).isEqualTo(Verdict.NOK);
    }

    /** Otherwise the peer, if its name is the lesser, ends the attempt that it has just completed, with what was sent over it. */
    @Test
    void dialsOrLetsInButNeverBothAtOnce() throws Exception {
        for (int round = 0; round < 3000; round++) {
            var together = new CyclicBarrier(2);
            CompletableFuture<Verdict> theirs = CompletableFuture.supplyAsync(() -> {
                arrive(together);
                return admit(LESSER);
            });
            arrive(together);
            for (int spin = round % 50; spin > 0; spin--) Thread.onSpinWait();
            CompletableFuture<Route> ours = peers.route(LESSER);
            Verdict verdict = theirs.get(10, TimeUnit.SECONDS);
            assertThat(admit(LESSER)).as("round %s", round).isEqualTo(verdict);
            if (verdict == Verdict.OK) {
                peers.claimOver(LESSER);
                peers.claimOver(LESSER);
            }
            nextLookUp().answer.completeExceptionally(unknown());
            assertThatThrownBy(() -> ours.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(EpmdException.class);
        }
    }

    private static void arrive(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void knowsThatAPeerIsAboutToCome() throws Exception {
        peers.route(GREATER);
        nextLookUp();
        assertThat(peers.hasCome(GREATER)).isFalse();
        assertThat(admit(GREATER)).isEqualTo(Verdict.OK_SIMULTANEOUS);
        assertThat(peers.hasCome(GREATER)).isTrue();
        peers.claimOver(GREATER);
        assertThat(peers.hasCome(GREATER)).isFalse();
    }

    @Test
    void waitsNoLongerThanTheSetupTimeForAClaimToEnd() throws Exception {
        Peers impatient = peers(Duration.ofMillis(200));
        assertThat(impatient.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        long start = System.nanoTime();
        impatient.route(LESSER);
        assertThat(nextLookUp().peer()).isEqualTo(LESSER);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000);
        impatient.claimOver(LESSER);
        assertThat(lookUps.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void endsItsAttemptsAndLetsNobodyInWhenClosed() throws Exception {
        CompletableFuture<Route> route = peers.route(LESSER);
        nextLookUp();
        peers.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> route.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(admit(LESSER)).isEqualTo(Verdict.NOT_ALLOWED);
        assertThat(peers.route(GREATER)).isCompletedExceptionally();
    }

    private static void assertRefused(CompletableFuture<Route> route, String why) {
        assertThatThrownBy(() -> route.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SetteeException.class)
                .cause()
                .hasMessageContaining(why);
    }

    @Test
    void doesNotDialOfItselfWhenItIsNeverTo() throws Exception {
        Peers never = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withAuto(AutoConnect.NEVER));
        assertRefused(never.route(LESSER), "dist_auto_connect is never");
        assertThat(lookUps).isEmpty();
        CompletableFuture<Route> explicit = never.connect(LESSER);
        LookUp lookUp = nextLookUp();
        assertThat(never.route(LESSER)).as("an attempt under way is shared").isSameAs(explicit);
        lookUp.answer.completeExceptionally(unknown());
        assertRefused(explicit, "no such node");
    }

    @Test
    void dialsOfItselfUntilTheFirstLossWhenItIsToDoSoOnce() throws Exception {
        Peers once = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withAuto(AutoConnect.ONCE));
        CompletableFuture<Route> first = once.route(LESSER);
        nextLookUp().answer.completeExceptionally(unknown());
        assertRefused(first, "no such node");
        CompletableFuture<Route> second = once.route(LESSER);
        nextLookUp().answer.completeExceptionally(unknown());
        assertRefused(second, "no such node");
        once.gate().lost(LESSER);
        assertRefused(once.route(LESSER), "dist_auto_connect is once");
        once.route(GREATER);
        assertThat(nextLookUp().peer()).isEqualTo(GREATER);
        once.connect(LESSER);
        assertThat(nextLookUp().peer()).isEqualTo(LESSER);
    }

    /** For the peer that dials us we are connected when it has our last word; what it asks for then may come before we have put the connection on our list. */
    @Test
    void waitsForAPeerThatDialsItEvenWhenItIsNeverToDial() throws Exception {
        Peers never = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withAuto(AutoConnect.NEVER));
        assertThat(never.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        CompletableFuture<Route> route = never.route(LESSER);
        assertThat(route).isNotDone();
        never.claimOver(LESSER);
        assertRefused(route, "dist_auto_connect is never");
        assertThat(lookUps).isEmpty();
        assertThat(never.list()).isEmpty();
    }

    @Test
    void dialsAfterAClaimIfOneOfThoseWhoWaitMayHaveItDial() throws Exception {
        Peers never = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withAuto(AutoConnect.NEVER));
        assertThat(never.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        CompletableFuture<Route> bySending = never.route(LESSER);
        CompletableFuture<Route> explicit = never.connect(LESSER);
        never.claimOver(LESSER);
        nextLookUp().answer.completeExceptionally(unknown());
        assertRefused(explicit, "no such node");
        assertRefused(bySending, "no such node");
    }

    @Test
    void doesNotDialAClaimantThatTakesTooLongWhenItIsNeverToDial() {
        Peers never = peers(Duration.ofMillis(100), ConnectRules.DEFAULT.withAuto(AutoConnect.NEVER));
        assertThat(never.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        assertRefused(never.route(LESSER), "dist_auto_connect is never");
        assertThat(lookUps).isEmpty();
    }

    @Test
    void meetsNobodyWhoIsNotAllowed() throws Exception {
        Peers picky = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withAllowed(new AllowList(Set.of("z@h"))));
        assertThat(picky.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.NOT_ALLOWED);
        assertThat(picky.admit(GREATER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        assertThat(picky.assignName("h", PLAIN, FROM)).isEqualTo(Verdict.NOT_ALLOWED);
        assertRefused(picky.connect(LESSER), "list of allowed peers");
        assertThat(lookUps).isEmpty();
        picky.gate().allow(List.of("h"));
        assertThat(picky.admit(LESSER, PLAIN, FROM)).isEqualTo(Verdict.OK);
        assertThat(picky.assignName("h", PLAIN, FROM)).isInstanceOf(Named.class);
        picky.claimOver(LESSER);
        picky.connect(LESSER);
        assertThat(nextLookUp().peer()).isEqualTo(LESSER);
    }

    @Test
    void limitsTheTimeOfAnAttempt() throws Exception {
        Peers hasty = peers(Duration.ofSeconds(7), ConnectRules.DEFAULT.withLimit(Duration.ofMillis(100)));
        CompletableFuture<Route> attempt = hasty.route(LESSER);
        nextLookUp();
        assertRefused(attempt, "not connected within the time limit of 100 ms; its address was still being looked up");
        assertThat(hasty.list()).isEmpty();
    }

    @Test
    void usesThePeersOwnCookie() {
        assertThat(peers.cookieFor(GREATER)).isEqualTo(Cookie.of("other"));
        assertThat(peers.cookieFor(LESSER)).isEqualTo(Cookie.of("c"));
    }

    @Test
    void namesTheNamelessEachDifferently() {
        Named first = (Named) peers.assignName("h", PLAIN, FROM);
        Named second = (Named) peers.assignName("h", PLAIN, FROM);
        assertThat(first.name().host()).isEqualTo("h");
        assertThat(first.name()).isNotEqualTo(second.name());
        assertThat(first.creation().value()).isGreaterThanOrEqualTo(4);
    }
}
