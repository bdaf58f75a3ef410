/**
 * Every exception that Settee throws for something that went wrong outside the program, in one sealed tree under
 * {@link io.settee.error.SetteeException}. One package, because {@code permits} may not cross packages outside a named module.
 */
@NullMarked
package io.settee.error;

import org.jspecify.annotations.NullMarked;
