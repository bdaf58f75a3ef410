/**
 * {@code settee agent}: a JVM that stays, warm, and runs commands for the launcher, which is a shell script. It knows commands only as something that
 * is run.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>It listens at a loopback port, since a shell has no other sockets; whoever may read its {@link io.settee.cli.agent.AgentFile file}, that
 *       is its user, may use it. Each side proves that it knows the file before the other tells it anything: a client sends the question, the agent
 *       the answer, and only then the client its environment, which may have a cookie in it.
 *   <li>It runs one command at a time. What it cannot do just as the caller's own process would it declines before anything has happened,
 *       and the launcher starts a JVM, as without an agent.
 *   <li>The end of the caller's connection interrupts its command.
 * </ul>
 */
@NullMarked
package io.settee.cli.agent;

import org.jspecify.annotations.NullMarked;
