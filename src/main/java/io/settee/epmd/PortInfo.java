package io.settee.epmd;

/**
 * What EPMD knows about one node.
 *
 * @param name    the part before the {@code @}
 * @param port    where the node listens
 * @param hidden  whether it registered as hidden; BEAM nodes never say so, even if they are
 * @param highest the highest distribution version it speaks: 6 since OTP 23
 * @param lowest  the lowest: 6 since OTP 25, 5 before
 */
public record PortInfo(String name, int port, boolean hidden, int highest, int lowest) {}
