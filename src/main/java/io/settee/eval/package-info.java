/**
 * Code of a user that another node evaluates, in one round trip: read {@link io.settee.eval.Evaluation}.
 *
 * <h2>Decisions</h2>
 * <ul>
 *   <li>The value is printed over there, as that node's own shell prints it; the term itself comes only to who asks for it.
 *   <li>The end of what the code has spawned and does not itself wait for is not waited for, since nobody but the code knows of it. What it prints or
 *       logs later is lost with whoever has asked.
 *   <li>The process that evaluates is linked to its group leader, which is on our side: whoever asks and goes away leaves nothing running.
 * </ul>
 */
@NullMarked
package io.settee.eval;

import org.jspecify.annotations.NullMarked;
