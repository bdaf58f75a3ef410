package io.settee.term;

import java.math.BigInteger;

/** An integer of any size: {@link Small} where a {@code long} holds it, {@link Big} otherwise and only then. */
public sealed interface Int extends Term {

    static Int of(long value) {
        return Small.of(value);
    }

    static Int of(BigInteger value) {
        return value.bitLength() < Long.SIZE ? Small.of(value.longValue()) : new Big(value);
    }

    BigInteger bigValue();

    /**
     * The value as a {@code long}.
     *
     * @throws ArithmeticException if it needs more than 64 bits
     */
    long longValue();

    /**
     * The value as an {@code int}.
     *
     * @throws ArithmeticException if it needs more than 32 bits
     */
    default int intValue() {
        return Math.toIntExact(longValue());
    }

    /** An integer of at most 64 bits. */
    record Small(long value) implements Int {
        private static final int LOWEST_CACHED = -1;
        private static final int HIGHEST_CACHED = 1023;
        private static final Small[] CACHE = new Small[HIGHEST_CACHED - LOWEST_CACHED + 1];

        static {
            for (int i = 0; i < CACHE.length; i++) CACHE[i] = new Small(i + LOWEST_CACHED);
        }

        static Small of(long value) {
            return value >= LOWEST_CACHED && value <= HIGHEST_CACHED
                    ? CACHE[(int) value - LOWEST_CACHED]
                    : new Small(value);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public BigInteger bigValue() {
            return BigInteger.valueOf(value);
        }

        @Override
        public String toString() {
            return TermPrinter.print(this);
        }
    }

    /** An integer of more than 64 bits. */
    record Big(BigInteger value) implements Int {
        public Big {
            if (value.bitLength() < Long.SIZE) {
                throw new IllegalArgumentException("fits in 64 bits, so it must be a Small: " + value);
            }
        }

        @Override
        public long longValue() {
            return value.longValueExact();
        }

        @Override
        public BigInteger bigValue() {
            return value;
        }

        @Override
        public String toString() {
            return TermPrinter.print(this);
        }
    }
}
