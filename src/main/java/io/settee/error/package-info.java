/**
 * The exceptions that Settee throws for something that went wrong outside the program, all under
 * {@link io.settee.error.SetteeException}; the one that carries terms is in {@code process}. And what makes their messages fit to be read.
 */
@NullMarked
package io.settee.error;

import org.jspecify.annotations.NullMarked;
