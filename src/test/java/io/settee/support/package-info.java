/** What tests of several packages share. */
@NullMarked
package io.settee.support;

import org.jspecify.annotations.NullMarked;
