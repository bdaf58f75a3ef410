package io.settee.epmd;

/**
 * A line of EPMD's list.
 *
 * @param name the part before the {@code @}
 * @param port where that node listens; 1 to 65535
 */
public record NameAndPort(String name, int port) {}
