package io.settee.config;

/** A value and where it was read. */
public record Setting<T>(T value, Place place) {
    @Override
    public String toString() {
        return value + " (" + place + ")";
    }
}
