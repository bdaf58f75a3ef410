package io.settee.recording;

import jdk.jfr.FlightRecorder;

/** Whether anybody may be recording. The classes of events cost a program some 30 ms of its start, and none needs them that is never recorded. */
public final class Recorder {
    private Recorder() {}

    /** True from the first recording of this process on. Cheap. */
    public static boolean isOn() {
        return FlightRecorder.isInitialized();
    }
}
