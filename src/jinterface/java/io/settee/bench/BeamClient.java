package io.settee.bench;

import io.settee.identity.NodeName;
import io.settee.testkit.ErlNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/** A BEAM node of the peer's release that does what the Java clients do. */
final class BeamClient implements Client {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String carrier;
    private final ErlNode node;
    private final NodeName peer;

    BeamClient(String carrier, ErlNode node, NodeName peer) {
        this.carrier = carrier;
        this.node = node;
        this.peer = peer;
        node.eval("pong = net_adm:ping('" + peer + "').");
    }

    @Override
    public String system() {
        return "beam";
    }

    @Override
    public String carrier() {
        return carrier;
    }

    private String run(String row, int count) {
        return node.eval("bench_peer:client(%s, '%s', %d).".formatted(row, peer, count), LIMIT);
    }

    private long one(String row, int count) {
        return Long.parseLong(run(row, count));
    }

    private long[] many(String row, int count) {
        String text = run(row, count);
        return Arrays.stream(text.replaceAll("[\\[\\]\\s]", "").split(",", -1)).mapToLong(Long::parseLong).toArray();
    }

    @Override
    public long[] roundTrips(int count) {
        return many("round_trip", count);
    }

    @Override
    public long smallOut(int count) {
        return one("small_out", count);
    }

    @Override
    public long smallIn(int count) {
        return one("small_in", count);
    }

    @Override
    public long bigOut(int count) {
        return one("big_out", count);
    }

    @Override
    public long bigIn(int count) {
        return one("big_in", count);
    }

    @Override
    public long rexCalls(int count) {
        return one("rex", count);
    }

    @Override
    public OptionalLong called(int callers, int count) {
        return OptionalLong.of(one("{called,erpc," + callers + "}", count));
    }

    @Override
    public OptionalLong genCalled(int callers, int count) {
        return OptionalLong.of(one("{called,gen," + callers + "}", count));
    }

    @Override
    public OptionalLong erpcCalls(int count, int callers) {
        return OptionalLong.of(one("{erpc," + callers + "}", count));
    }

    @Override
    public long[] connects(int count) {
        return many("connect", count);
    }

    @Override
    public void close() {
        node.stop();
    }
}
