package io.settee.check;

/**
 * Something that a node would do with its settings.
 *
 * @param topic {@code node}, {@code peer}, {@code tls server} or {@code tls client}
 * @param name of the setting, or of the peer
 * @param value never a secret
 * @param origin where the value was read, or whose default it is
 */
public record Fact(String topic, String name, String value, String origin) {}
