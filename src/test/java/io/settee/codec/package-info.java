/** Tests of terms on the wire. */
@NullMarked
package io.settee.codec;

import org.jspecify.annotations.NullMarked;
