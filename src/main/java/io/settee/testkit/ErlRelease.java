package io.settee.testkit;

import java.nio.file.Path;

/**
 * An Erlang release on this machine.
 *
 * @param number the release, 25
 * @param version the exact version, {@code 25.2.3}
 * @param erl the program that starts it
 * @param root its root folder, as {@code code:root_dir()} tells
 */
public record ErlRelease(int number, String version, Path erl, Path root) {
    @Override
    public String toString() {
        return "OTP " + version + " (" + erl + ")";
    }
}
