package io.settee.carrier;

import java.util.Optional;

/**
 * The user event that a carrier fires through the pipeline, once, when bytes may flow in clear: on TCP when the channel is active,
 * with TLS after its handshake. No inbound byte is passed on before it.
 *
 * @param carrier the one that carries this channel, which for an accepted channel was found out only now
 * @param tls what TLS agreed on; empty where there is none
 */
public record CarrierReady(Carrier carrier, Optional<TlsSession> tls) {}
