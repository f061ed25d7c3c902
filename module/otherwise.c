// SPDX-License-Identifier: GPL-2.0
/* What would be decided if the reason did not hold: for those who ask why, and what
 * they would get if they changed it.
 */
#include <linux/export.h>
#include "compat.h"
#include "otherwise.h"

/* As if its packets had left where they did before. */
static void stay(struct rehome_facts *f)
{
	f->elsewhere = false;
	f->other_hop = false;
	f->misplaced = false;
	f->injected = false;
	f->away = false;
}

/**
 * rehome_otherwise - what would be decided if the reason did not hold?
 * @f: the facts of a flow
 * @d: what was decided from them
 * @next: the decision that would be next
 *
 * Context: any.
 * Return: false if nothing comes after that reason.
 */
bool rehome_otherwise(const struct rehome_facts *f, struct rehome_decision d,
		      struct rehome_decision *next)
{
	struct rehome_facts other = *f;

	switch (d.reason) {
	case NF_REHOME_REASON_EGRESS_MOVED:
		stay(&other);
		break;
	case NF_REHOME_REASON_ADDR_GONE:
		other.owner = NF_REHOME_OWNER_UNKNOWN;
		break;
	case NF_REHOME_REASON_WAN_DOWN:
	case NF_REHOME_REASON_WAN_UNHEALTHY:
		other.owner_ill = false;
		break;
	case NF_REHOME_REASON_NOT_NATTED:
		other.translates = false;
		break;
	case NF_REHOME_REASON_PORT_DISPLACED:
		other.displaced = false;
		break;
	case NF_REHOME_REASON_SAME_MAPPING:
		other.same_mapping = false;
		break;
	case NF_REHOME_REASON_DAMPED:
		other.damped = false;
		break;
	case NF_REHOME_REASON_DRAINING:
		other.draining = false;
		break;
	case NF_REHOME_REASON_EXCLUDED:
		other.excluded = false;
		break;
	case NF_REHOME_REASON_MODE_OFF:
		other.mode = NF_REHOME_MODE_RENAT;
		break;
	case NF_REHOME_REASON_CLASS_KEEPS:
		other.action = NF_REHOME_ACTION_RENAT;
		break;
	/* The last of all rules; and what a packet would say is not known. */
	default:
		return false;
	}
	*next = rehome_decide(&other);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_otherwise);
