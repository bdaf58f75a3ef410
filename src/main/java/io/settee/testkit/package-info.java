/**
 * Real Erlang nodes for tests, of several releases, each run with an EPMD of its own and ended when the tests are over. Read
 * {@link io.settee.testkit.ErlangExtension} first; {@link io.settee.testkit.ErlCluster} is the same without JUnit.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>This is part of the main artifact because whoever tests an actor of their own against Erlang needs it, too. JUnit is an
 *       optional dependency, and only {@code ErlangExtension} touches it.
 *   <li>Expressions go to a node through its standard input and not through the distribution: the tests test the distribution,
 *       and a node whose links are cut or whose cookie is wrong must still answer.
 *   <li>Everything listens on the loopback interface alone, and processes are ended by their id, never by name: an unpacked Erlang
 *       release runs under the name of its dynamic linker, and other Erlang nodes of the machine are none of our business.
 *   <li>{@code HOME} of every node is an empty folder, so that no {@code ~/.erlang.cookie} is read, and none is made.
 * </ul>
 */
@NullMarked
package io.settee.testkit;

import org.jspecify.annotations.NullMarked;
