/**
 * EPMD, the name server of a host: which node listens at which port. Read {@link io.settee.epmd.EpmdClient} first;
 * {@link io.settee.epmd.EpmdServer} is the embedded replacement for hosts without the {@code epmd} program.
 *
 * <p>Source: OTP "Distribution Protocol", section "EPMD Protocol"; where it is silent, what {@code epmd} of OTP 25 does.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Blocking sockets on virtual threads, no Netty channels: each exchange is one question, one answer and the end, and reads so.
 *   <li>Every exchange has one time limit in total. A limit per read would let a peer that sends a byte a minute hold the caller.
 *   <li>A {@link io.settee.epmd.Registration} keeps its first creation when EPMD was restarted and hands out another, as the BEAM
 *       does: the creation is part of every pid that peers already hold.
 *   <li>Our server keeps no registration that it cannot see die: like {@code epmd} it ties each to its connection.
 *   <li>Our server draws a random creation for a new name, where {@code epmd} takes the clock's seconds and gives two nodes that
 *       start in the same second the same one.
 * </ul>
 */
@NullMarked
package io.settee.epmd;

import org.jspecify.annotations.NullMarked;
