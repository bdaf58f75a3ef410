package io.settee.call;

import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import org.jspecify.annotations.Nullable;

/** A process that may be asked: by its pid, or by its name on a node. */
sealed interface Server {
    Atom node();

    /** For messages; a pid of a node with a name that none may have is of no node that can be asked. */
    default NodeName peer() {
        return NodeName.of(node().name());
    }

    /** The way to it, connecting if need be. */
    Route route(Node from) throws InterruptedException;

    @Nullable
    Route routeIfUp(Node from);

    /** What a monitor of it is set on. */
    Term target();

    Signal message(Pid sender, Term message);

    /** By its pid. */
    record Known(Pid pid) implements Server {
        @Override
        public Atom node() {
            return pid.node();
        }

        @Override
        public Route route(Node from) throws InterruptedException {
            return from.routes().to(pid);
        }

        @Override
        public @Nullable Route routeIfUp(Node from) {
            return from.routes().ifUp(node());
        }

        @Override
        public Term target() {
            return pid;
        }

        @Override
        public Signal message(Pid sender, Term message) {
            return new Signal.Send(sender, pid, message, null);
        }

        @Override
        public String toString() {
            return pid.toString();
        }
    }

    /** By its name. */
    record Named(Atom name, NodeName on) implements Server {
        @Override
        public Atom node() {
            return new Atom(on.toString());
        }

        @Override
        public NodeName peer() {
            return on;
        }

        @Override
        public Route route(Node from) throws InterruptedException {
            return from.routes().to(on);
        }

        @Override
        public @Nullable Route routeIfUp(Node from) {
            return from.routes().ifUp(node());
        }

        @Override
        public Term target() {
            return name;
        }

        @Override
        public Signal message(Pid sender, Term message) {
            return new Signal.SendNamed(sender, name, message, null);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
