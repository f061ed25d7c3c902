/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_KNOWN_H
#define REHOME_KNOWN_H

#include <stdnoreturn.h>
#include <linux/types.h>

/**
 * complete_known() - print the names of a dump that fit the word to complete, and end
 * the run.
 * @cmd: operation
 * @attr: attribute with the name
 */
noreturn void complete_known(__u8 cmd, __u16 attr);

#endif /* REHOME_KNOWN_H */
