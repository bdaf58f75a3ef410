package io.settee.epmd;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one logger of this package. */
final class EpmdLog {
    static final Logger LOG = LoggerFactory.getLogger("io.settee.epmd");

    private EpmdLog() {}
}
