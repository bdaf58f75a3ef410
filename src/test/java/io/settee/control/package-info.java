/** Tests of packets. */
@NullMarked
package io.settee.control;

import org.jspecify.annotations.NullMarked;
