package io.settee.behaviour;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.Tuple;

/** The words of OTP's {@code gen_server} for what it does; pids with their node, since it may be read anywhere. OTP {@code gen_server.erl}, {@code print_event/3}. */
final class SysEvents {
    private static final int SHOWN_CHARACTERS = 4000;
    private static final Atom CALL = new Atom("$gen_call");
    private static final Atom CAST = new Atom("$gen_cast");

    private SysEvents() {}

    static String describe(Term event) {
        if (!(event instanceof Tuple(var e)) || !(e.getFirst() instanceof Atom(String kind))) return shown(event);
        return switch (kind) {
            case "in" -> received(e.get(1));
            case "out" -> "sent " + shown(e.get(1)) + " to " + asker(e.get(2)) + ", new state " + shown(e.get(3));
            case "noreply" -> "new state " + shown(e.get(1));
            default -> shown(event);
        };
    }

    private static String received(Term message) {
        if (message instanceof Tuple(var e)) {
            if (e.size() == 3 && e.getFirst().equals(CALL)) {
                return "got call " + shown(e.get(2)) + " from " + asker(e.get(1));
            }
            if (e.size() == 2 && e.getFirst().equals(CAST)) return "got cast " + shown(e.get(1));
        }
        return "got " + shown(message);
    }

    private static String asker(Term from) {
        return from instanceof Tuple(var e) && !e.isEmpty() ? shown(e.getFirst()) : shown(from);
    }

    private static String shown(Term term) {
        return term.brief(SHOWN_CHARACTERS);
    }
}
