package io.settee.term;

import java.util.List;
import java.util.Objects;

/** A fun. Neither kind can be called here; they are kept bit by bit, so that they still work when they go back. */
public sealed interface Fun extends Term {

    /** {@code fun Module:Function/Arity}. */
    record External(Atom module, Atom function, int arity) implements Fun {
        public External {
            if (arity < 0 || arity > 255) throw new IllegalArgumentException("arity must be 0 to 255: " + arity);
        }

        @Override
        public String toString() {
            return TermPrinter.print(this);
        }
    }

    /**
     * A closure, as {@code NEW_FUN_EXT} has it.
     *
     * @param module where it was made
     * @param arity 0 to 255
     * @param uniq 16 bytes, the MD5 of the module's significant parts
     * @param index 32 bits, unsigned
     * @param oldIndex of the old form
     * @param oldUniq of the old form
     * @param creator the process that made it
     * @param free the values of its free variables
     */
    record Closure(
            Atom module, int arity, Bytes uniq, long index, long oldIndex, long oldUniq, Pid creator, List<Term> free)
            implements Fun {
        public Closure {
            if (arity < 0 || arity > 255) throw new IllegalArgumentException("arity must be 0 to 255: " + arity);
            if (uniq.length() != 16) throw new IllegalArgumentException("uniq has 16 bytes, not " + uniq.length());
            Ids.check32("index", index);
            free = List.copyOf(free);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Closure fun
                    && module.equals(fun.module)
                    && arity == fun.arity
                    && uniq.equals(fun.uniq)
                    && index == fun.index
                    && oldIndex == fun.oldIndex
                    && oldUniq == fun.oldUniq
                    && creator.equals(fun.creator)
                    && Elements.equal(free, fun.free);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hash(module, uniq, index, creator) + Elements.hash(free);
        }

        @Override
        public String toString() {
            return TermPrinter.print(this);
        }
    }
}
