package io.settee.fuzz;

import com.sun.management.ThreadMXBean;
import io.settee.codec.TermDecoderFuzz;
import io.settee.config.OptionFileFuzz;
import io.settee.config.VmArgsFuzz;
import io.settee.control.PacketReaderFuzz;
import io.settee.epmd.EpmdClientFuzz;
import io.settee.epmd.EpmdServerFuzz;
import io.settee.handshake.HandshakeFuzz;
import io.settee.term.TermTextFuzz;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All targets by name, and the one way to run them. */
final class FuzzTargets {
    static final Map<String, Supplier<FuzzTarget>> ALL = new TreeMap<>(Map.of(
            "term", TermDecoderFuzz::new,
            "packet", PacketReaderFuzz::new,
            "handshake", HandshakeFuzz::new,
            "epmd-client", EpmdClientFuzz::new,
            "epmd-server", EpmdServerFuzz::new,
            "option-file", OptionFileFuzz::new,
            "vm-args", VmArgsFuzz::new,
            "text", TermTextFuzz::new));

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FuzzTargets() {}

    static FuzzTarget named(String name) {
        Supplier<FuzzTarget> maker = ALL.get(name);
        if (maker == null)
            throw new IllegalArgumentException("no target " + name + "; there are " + String.join(", ", ALL.keySet()));
        return maker.get();
    }

    /** Feeds one input and checks that it cost no more heap than it may. */
    static void feed(FuzzTarget target, byte[] input) throws Exception {
        long budget = target.budget().of(input);
        long cost = cost(target, input);
        // The first time, classes may have been loaded.
        if (cost > budget) cost = Math.min(cost, cost(target, input));
        if (cost > budget) {
            throw new AssertionError(
                    input.length + " bytes of input cost " + cost + " bytes of heap, more than " + budget);
        }
    }

    private static long cost(FuzzTarget target, byte[] input) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.read(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
