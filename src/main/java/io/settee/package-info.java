/**
 * Settee: an Erlang distribution node for the JVM. This page is the tour of the code.
 *
 * <h2>What lives where</h2>
 * Packages from the lowest to the highest; each may use those above it in this table that its row names, and what they use in
 * turn. {@code LayersTest} states the same and fails when an arrow points up.
 * <table>
 *   <caption>Packages</caption>
 *   <tr><th>package</th><th>job</th><th>uses</th></tr>
 *   <tr><td>{@code identity}</td><td>who a node is: name, creation, flags, cookie</td><td></td></tr>
 *   <tr><td>{@code error}</td><td>the exceptions, each with a sentence for people</td><td>identity</td></tr>
 *   <tr><td>{@code term}</td><td>terms, their order, text and patterns; no wire bytes</td><td>error</td></tr>
 *   <tr><td>{@code codec}</td><td>external term format over Netty buffers, limits, atom references</td><td>term</td></tr>
 *   <tr><td>{@code control}</td><td>signals as records; packets: tick, pass-through, header, fragment</td><td>codec, identity</td></tr>
 *   <tr><td>{@code epmd}</td><td>EPMD's messages, client and server</td><td>identity, error</td></tr>
 *   <tr><td>{@code handshake}</td><td>handshake messages, digest, the two machines, free of I/O</td><td>identity, error</td></tr>
 *   <tr><td>{@code x509}</td><td>reads certificates and keys, and tells for which hosts a certificate is</td><td>error</td></tr>
 *   <tr><td>{@code carrier}</td><td>how bytes reach one peer: TCP, TLS, the couch policy, one port for both</td><td>identity, x509</td></tr>
 *   <tr><td>{@code certs}</td><td>makes CAs, node certificates, requests and revocation lists</td><td>x509</td></tr>
 *   <tr><td>{@code config}</td><td>{@code vm.args} and TLS option files as values</td><td>carrier, term</td></tr>
 *   <tr><td>{@code recording}</td><td>events for Java Flight Recorder</td><td></td></tr>
 *   <tr><td>{@code connection}</td><td>one live link: pipeline, handshake, ticks, write pressure, counters, close reason</td>
 *       <td>carrier, handshake, control, recording</td></tr>
 *   <tr><td>{@code node}</td><td>peer table, name table, identifiers, routing of signals to recipients, EPMD registration</td>
 *       <td>connection, epmd</td></tr>
 *   <tr><td>{@code process}</td><td>{@code Mailbox}: receive, links, monitors, exit signals</td><td>node</td></tr>
 *   <tr><td>{@code call}</td><td>asking others: rpc, erpc, gen calls, spawn</td><td>process</td></tr>
 *   <tr><td>{@code io}</td><td>the I/O protocol: group leaders</td><td>call</td></tr>
 *   <tr><td>{@code behaviour}</td><td>processes in Java, gen_server, supervisors, sys messages</td><td>call</td></tr>
 *   <tr><td>{@code export}</td><td>Java functions that Erlang may call or spawn; rex, init</td><td>behaviour, io</td></tr>
 *   <tr><td>{@code cluster}</td><td>visible nodes, global, the mesh, process groups</td><td>behaviour</td></tr>
 *   <tr><td>{@code io.settee}</td><td>{@code ErlangNode}, the facade that wires all this and holds no logic</td>
 *       <td>all of the above</td></tr>
 *   <tr><td>{@code check}</td><td>what a node would do with its settings, and at which step a dial fails</td><td>facade</td></tr>
 *   <tr><td>{@code shell}</td><td>a shell on another node, without its terminal</td><td>facade</td></tr>
 *   <tr><td>{@code audit}</td><td>a whole cluster seen from one node: who is connected to whom, over TLS or not, and what is wrong with it</td>
 *       <td>facade</td></tr>
 *   <tr><td>{@code eval}</td><td>code of a user that another node evaluates</td><td>call</td></tr>
 *   <tr><td>{@code metrics}</td><td>the node's counters as Micrometer meters; the one package that needs Micrometer</td><td>facade</td></tr>
 *   <tr><td>{@code testkit}</td><td>real {@code erl} nodes for JUnit tests and the demo</td><td>facade, certs</td></tr>
 *   <tr><td>{@code cli.agent}</td><td>the JVM that stays and runs commands</td><td></td></tr>
 *   <tr><td>{@code cli.terminal}</td><td>the terminal, by JLine</td><td>shell, cli.agent</td></tr>
 *   <tr><td>{@code cli}</td><td>the commands</td><td>everything</td></tr>
 * </table>
 *
 * <h2>The way of an inbound message</h2>
 * Bytes arrive on the connection's event loop. The carrier decrypts them if the peer uses TLS. {@code connection} splits them by
 * their length field (2 bytes in a TCP handshake, 4 everywhere else); an empty packet is a tick and ends there. {@code control}'s
 * {@code PacketReader} reads the header, updates the atom cache, joins fragments and yields a {@code Signal}: the control tuple
 * and the payload, both decoded into immutable terms by {@code codec}, after which the buffer is released. {@code node} finds the
 * {@code Recipient} by pid, name or alias, and the {@code Mailbox} queues the message and wakes its owner, who sees it in
 * {@code receive} on its own thread, or gives it to its handler on a virtual thread. A full mailbox with a bound has the connection stop
 * reading, while our ticks go on. No user code ever runs on an event loop. A message for nobody is dropped, as Erlang drops it,
 * and counted.
 *
 * <h2>The way of an outbound message</h2>
 * {@code mailbox.send(to, term)} runs on the caller's thread. A local target is queued directly. For a remote one {@code node} takes
 * the live connection from its peer table, or joins the one connect in flight and waits for it: EPMD look-up, carrier chosen
 * by the peer's name, handshake. The caller's thread encodes the signal into packets ({@code PacketWriter}) and puts them in the
 * connection's outbound queue, which one task of the event loop drains with one flush. When more than a bound is queued the caller
 * waits, as a BEAM process waits on a busy distribution port. If no connection comes up, {@code send} throws.
 *
 * <h2>Threads</h2>
 * <ul>
 *   <li><em>An event loop</em> owns its connections' pipelines, handshakes, decoding, atom caches, fragments and ticks. It never blocks.
 *   <li><em>The calling thread</em>, virtual or not, encodes, and waits for connects, write pressure and messages. No lock is held
 *       across I/O or a callback.
 *   <li><em>A mailbox</em> may be sent from by any thread and is received from by one at a time.
 * </ul>
 */
@NullMarked
package io.settee;

import org.jspecify.annotations.NullMarked;
