// SPDX-License-Identifier: GPL-2.0
/* Moves live NATed flows to the WAN that routing uses now. */
#include <linux/module.h>
#include <linux/string.h>
#include <nf_rehome_version.h>
#include "class.h"
#include "events.h"
#include "netlink.h"
#include "netns.h"

static const char * const mode_names[] = {
	[NF_REHOME_MODE_OFF] = "off",
	[NF_REHOME_MODE_REPORT] = "report",
	[NF_REHOME_MODE_EXPIRE] = "expire",
	[NF_REHOME_MODE_RENAT] = "renat",
};

static char *mode = "renat";
module_param(mode, charp, 0444);
MODULE_PARM_DESC(mode, "what is done about stale flows: renat, expire, report or off");

module_param_named(userns, rehome_userns, bool, 0444);
MODULE_PARM_DESC(userns, "be active in namespaces of other user namespaces than the initial one");

static int __init rehome_init(void)
{
	int err;

	err = match_string(mode_names, ARRAY_SIZE(mode_names), mode);
	if (err < 0) {
		pr_err("nf_rehome: mode \"%s\" is none of renat, expire, report, off\n",
		       mode);
		return err;
	}
	rehome_default_mode = err;

	err = rehome_netns_init();
	if (err)
		return err;
	err = rehome_netlink_init();
	if (err)
		goto err_netlink;
	err = rehome_events_init();
	if (err)
		goto err_events;
	pr_info("nf_rehome: version %s, mode %s\n", NF_REHOME_VERSION, mode);
	return 0;

err_events:
	rehome_netlink_exit();
err_netlink:
	rehome_netns_exit();
	return err;
}

static void __exit rehome_exit(void)
{
	rehome_events_exit();
	rehome_netlink_exit();
	rehome_netns_exit();
}

module_init(rehome_init);
module_exit(rehome_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Moves live NATed flows to the WAN that routing uses now");
MODULE_VERSION(NF_REHOME_VERSION);
