package io.settee.audit;

import io.settee.carrier.CarrierPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * What a cluster is held against, beside the flags of its own nodes.
 *
 * @param certificateLife how long every certificate is to be good for
 * @param policy who may be plain: a link is wrong if this names TLS for both of its nodes and it has none
 */
public record Expectations(Duration certificateLife, Optional<CarrierPolicy> policy) {
    /** Certificates are good for another 30 days. */
    public static final Expectations DEFAULT = new Expectations(Duration.ofDays(30), Optional.empty());
}
