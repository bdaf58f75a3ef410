/**
 * A search node for CouchDB, as an example of a service in Java that lives in an Erlang cluster: it does for CouchDB what Clouseau does, over
 * TLS. Read {@link io.settee.example.search.SearchNode} first.
 *
 * <p>Processes: {@code sup}, {@code main}, {@code analyzer} and {@code cleanup} by name, and one for each open index, which is linked to its
 * twin in CouchDB. CouchDB calls with {@code infinity} as time limit, so a process that ends must be seen to end: that is the node's work, and
 * nothing here does anything for it.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>Indexes are in memory: the example is about the node. CouchDB fills an index again from its update sequence, which is then 0.
 *   <li>A Lucene field has one kind of data in all documents, a CouchDB field has any, so each kind has a Lucene field of its own.
 *   <li>A group and a sort by a string go by the whole value. Clouseau goes by a token of it, which for the single words that
 *       CouchDB's documentation asks for is the same.
 * </ul>
 */
@NullMarked
package io.settee.example.search;

import org.jspecify.annotations.NullMarked;
