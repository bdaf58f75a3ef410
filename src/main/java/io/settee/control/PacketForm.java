package io.settee.control;

/** The bytes that a packet begins with. */
final class PacketForm {
    static final int PASS_THROUGH = 112;
    static final int VERSION = 131;
    static final int HEADER = 68;
    static final int FIRST_FRAGMENT = 69;
    static final int FRAGMENT = 70;

    private PacketForm() {}
}
