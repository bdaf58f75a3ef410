/**
 * Who a node is: its name, its incarnation, its abilities and its secret. Nothing here does I/O but reading the cookie file.
 */
@NullMarked
package io.settee.identity;

import org.jspecify.annotations.NullMarked;
