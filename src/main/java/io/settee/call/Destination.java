package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Optional;

/** Whom a {@link Gen} asks. */
sealed interface Destination {
    /** The server to be asked now. May wait. */
    Server server() throws InterruptedException;

    /** One that is always the same. */
    record Fixed(Server server) implements Destination {
        @Override
        public String toString() {
            return server + " on " + server.node();
        }
    }

    /**
     * Whoever has a name in a registry at the time.
     *
     * @param name as OTP writes it: {@code {global, Name}} or {@code {via, Module, Name}}
     * @param at where it is looked up
     */
    record Registered(Term name, NodeName at, ServerLookup lookup) implements Destination {
        @Override
        public Server server() throws InterruptedException {
            return new Server.Known(found().orElseThrow(() -> new NoProcessException(at, "call to " + name)));
        }

        private Optional<Pid> found() throws InterruptedException {
            try {
                return lookup.find();
            } catch (IllegalStateException e) {
                throw new NoProcessException(at, "call to " + name, e);
            }
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
