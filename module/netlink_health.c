// SPDX-License-Identifier: GPL-2.0
/* The health of a WAN over netlink, as somebody tells it. */
#include "health.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_wan.h"
#include "pernet.h"
#include "wan.h"

static int take_families(struct genl_info *info, u8 *families)
{
	const struct nlattr *family = info->attrs[NF_REHOME_A_WAN_FAMILY];

	*families = REHOME_SAID_BOTH;
	if (!family)
		return 0;
	*families = nla_get_u8(family) == NFPROTO_IPV4 ? REHOME_SAID_INET :
		    nla_get_u8(family) == NFPROTO_IPV6 ? REHOME_SAID_INET6 : 0;
	return *families ? 0 : rehome_msg_bad(info, NF_REHOME_A_WAN_FAMILY, -EINVAL,
					      "neither IPv4 nor IPv6");
}

/* What is said, or NULL: it is healthy. */
static int take_saying(struct genl_info *info, const char **saying)
{
	const struct nlattr *state = info->attrs[NF_REHOME_A_WAN_STATE];
	const struct nlattr *reason = info->attrs[NF_REHOME_A_WAN_REASON];

	if (!state || nla_get_u32(state) == NF_REHOME_WAN_STATE_DOWN)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_STATE, -EINVAL,
				      "a WAN is told to be up or to be unhealthy");
	*saying = NULL;
	if (nla_get_u32(state) == NF_REHOME_WAN_STATE_UNHEALTHY)
		*saying = reason ? nla_data(reason) : "";
	else if (reason)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_REASON, -EINVAL,
				      "only what is unhealthy has a reason");
	return 0;
}

static int netlink_health_tell(struct rehome_net *rn, struct genl_info *info,
			       const char *name)
{
	struct rehome_wan *wan = rehome_wan_by_name(&rn->wans, name);
	const struct nlattr *by = info->attrs[NF_REHOME_A_WAN_BY];
	const char *saying;
	u8 families;
	int said;

	if (!wan)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENODEV,
				      "no such WAN");
	said = take_saying(info, &saying) ? : take_families(info, &families);
	if (said)
		return said;
	if (saying && rehome_wans_full(&rn->wans, name))
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, -ENOSPC,
				      "too many WANs");
	said = rehome_health_tell(&wan->health, by ? nla_data(by) : "", families,
				  saying);
	if (said == -ENOSPC)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_BY, said,
				      "too many say that the WAN is unhealthy");
	if (said < 0)
		return rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, said,
				      "no memory for what was told");
	if (!saying && rehome_health_ill(&wan->health) & families)
		rehome_msg_bad(info, NF_REHOME_A_WAN_IFNAME, 0,
			       "others still say that it is unhealthy, see wan show");
	return !said;
}

int nf_rehome_nl_wan_health_doit(struct sk_buff *skb, struct genl_info *info)
{
	return rehome_netlink_wan(skb, info, netlink_health_tell);
}
