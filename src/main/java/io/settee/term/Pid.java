package io.settee.term;

/**
 * A process identifier, of a BEAM process or of one of our mailboxes.
 *
 * @param node the node's name; an atom because a BEAM may pass on pids of nodes with any name
 * @param id 32 bits, unsigned
 * @param serial 32 bits, unsigned
 * @param creation the incarnation of the node, 32 bits, unsigned
 */
public record Pid(Atom node, long id, long serial, long creation) implements Term {
    public Pid {
        Ids.check32("pid id", id);
        Ids.check32("pid serial", serial);
        Ids.check32("creation", creation);
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
