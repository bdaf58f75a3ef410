@NullMarked
package io.settee.term;

import org.jspecify.annotations.NullMarked;
