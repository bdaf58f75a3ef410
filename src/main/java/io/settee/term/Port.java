package io.settee.term;

/**
 * A port identifier.
 *
 * @param node the node's name
 * @param id 64 bits, unsigned
 * @param creation the incarnation of the node, 32 bits, unsigned
 */
public record Port(Atom node, long id, long creation) implements Term {
    public Port {
        Ids.check32("creation", creation);
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
