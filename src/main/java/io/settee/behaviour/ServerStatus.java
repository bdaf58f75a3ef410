package io.settee.behaviour;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;

/** What {@code sys:get_status} gives for a {@code gen_server}; OTP {@code sys.erl}, {@code get_status/5}, and {@code gen_server.erl}, {@code format_status/2}. */
record ServerStatus(String name, Pid self, Pid parent, Atom module, Sys sys, Term state) {
    Tuple toTerm() {
        return Tuple.of(
                new Atom("status"),
                self,
                pair("module", new Atom("gen_server")),
                TermList.of(dictionary(), sys.status(), parent, sys.options(), details()));
    }

    private TermList dictionary() {
        return TermList.of(
                pair("$initial_call", Tuple.of(module, new Atom("init"), Int.of(1))),
                pair("$ancestors", parent.equals(self) ? TermList.NIL : TermList.of(parent)));
    }

    private TermList details() {
        return TermList.of(
                pair("header", TermList.ofChars("Status for generic server " + name)),
                pair(
                        "data",
                        TermList.of(
                                line("Status", sys.status()),
                                line("Parent", parent),
                                line("Logged events", sys.loggedEvents()))),
                pair("data", TermList.of(line("State", state))));
    }

    private static Tuple pair(String key, Term value) {
        return Tuple.of(new Atom(key), value);
    }

    private static Tuple line(String title, Term value) {
        return Tuple.of(TermList.ofChars(title), value);
    }
}
