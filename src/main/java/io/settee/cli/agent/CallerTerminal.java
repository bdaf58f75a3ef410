package io.settee.cli.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The terminal at which a caller sits, where the caller is another process. That process keeps it as it is until it is {@link #take taken}; from then on
 * each key is a byte or more, none of which means anything to the terminal itself, and is not echoed. What is printed it treats as ever.
 *
 * <p>Any thread.
 */
public final class CallerTerminal {
    private static final int LIMIT_SECONDS = 5;

    /** In characters; 0 if the terminal does not know. */
    public record Size(int columns, int rows) {}

    /** Tells the caller to hand its terminal over. */
    @FunctionalInterface
    public interface Taking {
        void take() throws IOException;
    }

    private final InputStream keys;
    private final OutputStream screen;
    private final Taking taking;
    private final CountDownLatch known = new CountDownLatch(1);
    private volatile Size size = new Size(0, 0);
    private volatile Runnable whenResized = () -> {};

    /** @param taking done when it is taken */
    public CallerTerminal(InputStream keys, OutputStream screen, Taking taking) {
        this.keys = keys;
        this.screen = screen;
        this.taking = taking;
    }

    /**
     * Has it handed over. Its size is known when this returns.
     *
     * @throws IOException if the caller is gone, or does not tell the size
     */
    public void take() throws IOException, InterruptedException {
        taking.take();
        if (!known.await(LIMIT_SECONDS, TimeUnit.SECONDS))
            throw new IOException("the caller has not told the size of its terminal");
    }

    /** Its size is this from now on. Called by one thread. */
    public void resize(Size to) {
        // The first is known when the terminal is taken, and no change.
        boolean changed = known.getCount() == 0 && !to.equals(size);
        size = to;
        known.countDown();
        if (changed) whenResized.run();
    }

    public Size size() {
        return size;
    }

    /** To be run when the size has changed. Whoever looks at the size after this misses no change. */
    public void onResize(Runnable action) {
        whenResized = action;
    }

    /** The bytes that are typed. At its end the caller is gone. */
    public InputStream keys() {
        return keys;
    }

    /** For what it is to show. */
    public OutputStream screen() {
        return screen;
    }
}
