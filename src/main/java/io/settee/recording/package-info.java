/**
 * Events for Java Flight Recorder, so that a recording of a live process shows its connections beside everything else: {@code io.settee.Connect},
 * {@code io.settee.Handshake}, {@code io.settee.Disconnect} and {@code io.settee.SlowSend}. They cost next to nothing while nobody records.
 */
@NullMarked
package io.settee.recording;

import org.jspecify.annotations.NullMarked;
