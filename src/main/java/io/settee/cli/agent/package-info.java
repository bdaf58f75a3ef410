/**
 * {@code settee agent}: a JVM that stays, warm, and runs commands for the launcher, which is a shell script. It knows commands only as something that
 * is run. Read {@link io.settee.cli.agent.Agent} first.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>It listens at a loopback port, since a shell has no other sockets; whoever may read its {@link io.settee.cli.agent.AgentFile file}, that
 *       is its user, may use it. Each side proves that it knows the file before the other tells it anything: a client sends the question, the agent
 *       the answer, and only then the client its environment, which may have a cookie in it.
 *   <li>A thread works for one {@link io.settee.cli.agent.Caller}, and so do those that it starts: commands run at the same time, a shell for hours, each
 *       with its caller's environment and log. What it cannot do just as the caller's own process would it declines before anything has happened,
 *       and the launcher starts a JVM, as without an agent.
 *   <li>The end of the caller's connection interrupts its command. No other process of the client has that connection, so that it also ends when the
 *       client is killed.
 *   <li>A {@link io.settee.cli.agent.CallerTerminal terminal} stays with the client, which alone can set it and is told when it changes its size.
 *       The agent sees the keys as bytes. The client's helper that prints outlives it for the moment that it takes to give the terminal back.
 *   <li>An agent that is stopped, or replaced, ends when its last command has: nobody loses a shell because another has built the program anew.
 * </ul>
 */
@NullMarked
package io.settee.cli.agent;

import org.jspecify.annotations.NullMarked;
