package io.settee.handshake;

import java.security.SecureRandom;

/** Where challenges come from. They must be unpredictable: whoever can guess one can replay an answer seen earlier. */
@FunctionalInterface
interface Challenges {
    SecureRandom RANDOM = new SecureRandom();

    Challenges SECURE = RANDOM::nextInt;

    int next();
}
