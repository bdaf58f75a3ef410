package io.settee.faults;

import io.settee.process.Mailbox;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Watches one thing after the other, by links or by monitors: arms, waits until it fires, and arms anew. One thread, until the run is over and nothing
 * is armed any more. Each must fire exactly once.
 */
final class Watch {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Makes one link or monitor, and gives what its firing will name; empty if there is nothing to watch now. */
    @FunctionalInterface
    interface Arm {
        Optional<Term> arm(Mailbox box) throws InterruptedException;
    }

    private final String title;
    private final Pattern firing;
    private final Arm arm;
    private final Map<Term, Integer> armed = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long fired;

    /**
     * @param title begins each complaint
     * @param firing the message that tells of it, with a variable {@code What}
     */
    Watch(String title, Pattern firing, Arm arm) {
        this.title = title;
        this.firing = firing;
        this.arm = arm;
    }

    /**
     * @param goesOn whether to arm anew
     * @param patience how long after that the last one may take to fire
     */
    void run(Mailbox box, BooleanSupplier goesOn, Duration patience) throws InterruptedException {
        long deadline = Long.MAX_VALUE;
        while (true) {
            if (goesOn.getAsBoolean()) {
                if (armed.isEmpty()) arm.arm(box).ifPresent(what -> armed.merge(what, 1, Integer::sum));
            } else if (deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + patience.toNanos();
            } else if (armed.isEmpty() || System.nanoTime() > deadline) {
                break;
            }
            Optional<Match> message = box.receive(firing, LOOK);
            if (message.isEmpty()) continue;
            fired(message.get().get("What"), message.get().term());
            // What is not there fires at once.
            Thread.sleep(PAUSE);
        }
        // What is fired twice may come a moment later.
        for (var late = box.receive(firing, LOOK); late.isPresent(); late = box.receive(firing, LOOK)) {
            fired(late.get().get("What"), late.get().term());
        }
        armed.forEach((what, times) -> wrong.add(title + ": " + what + " never fired"));
    }

    private void fired(Term what, Term message) {
        if (armed.remove(what) == null) wrong.add(title + ": " + message + " came, and nothing was armed for it");
        else fired++;
    }

    /** After {@link #run}. */
    long fired() {
        return fired;
    }

    /** After {@link #run}. */
    List<String> complaints() {
        return wrong;
    }
}
