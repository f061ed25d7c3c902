/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_OTHERWISE_H
#define _REHOME_OTHERWISE_H

#include "decide.h"

bool rehome_otherwise(const struct rehome_facts *f, struct rehome_decision d,
		      struct rehome_decision *next);

#endif
