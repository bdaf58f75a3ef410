package io.settee.export;

import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Term;
import io.settee.term.TermList;

/** What is to be applied. */
sealed interface Application {
    Atom ERLANG = new Atom("erlang");
    Atom APPLY = new Atom("apply");

    /**
     * A function by its name.
     *
     * @param args should be a list, which the caller's node does not check
     */
    record Named(Atom module, Atom function, Term args) implements Application {}

    /** A closure; its code is on the node that made it, and never here. */
    record Anonymous(Fun.Closure fun, Term args) implements Application {}

    /** Looks through {@code erlang:apply/2,3}: {@code spawn(Node, fun M:F/A)} and {@code erpc:call(Node, Fun)} ask for those. */
    static Application of(Atom module, Atom function, Term args) {
        Atom m = module;
        Atom f = function;
        Term a = args;
        while (m.equals(ERLANG) && f.equals(APPLY) && a instanceof TermList(var list)) {
            if (list.size() == 3 && list.get(0) instanceof Atom m2 && list.get(1) instanceof Atom f2) {
                m = m2;
                f = f2;
                a = list.get(2);
            } else if (list.size() == 2 && list.get(0) instanceof Fun.External fun) {
                m = fun.module();
                f = fun.function();
                a = list.get(1);
            } else if (list.size() == 2 && list.get(0) instanceof Fun.Closure closure) {
                return new Anonymous(closure, list.get(1));
            } else {
                break;
            }
        }
        return new Named(m, f, a);
    }
}
