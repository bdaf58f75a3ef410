package io.settee.handshake;

import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;

/** Who we say we are. */
public sealed interface LocalIdentity {
    /** What we offer. */
    DistFlags offer();

    /** A node with a name of its own. */
    record Named(NodeName name, DistFlags offer, Creation creation) implements LocalIdentity {}

    /**
     * A node that asks the first peer it dials for a name, as {@code erl -sname undefined} does. It cannot be dialled, hence not be
     * visible: {@link DistFlags#PUBLISHED} is taken out of the offer and {@link DistFlags#NAME_ME} added.
     *
     * @param host becomes the part after the {@code @}
     */
    record Nameless(String host, DistFlags offer) implements LocalIdentity {
        /**
         * @throws IllegalArgumentException if the host can be in no node name
         */
        public Nameless {
            var probe = new NodeName("nameless", host);
            host = probe.host();
            offer = offer.without(DistFlags.PUBLISHED).with(DistFlags.NAME_ME);
        }
    }
}
