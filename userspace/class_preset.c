// SPDX-License-Identifier: GPL-2.0
/* rehome class preset NAME and del: what needs no more than the class. */

#include <linux/nf_rehome.h>

#include "class.h"
#include "rehome.h"

int class_only(const char *what, int argc, char **argv)
{
	int status = class_name(what, argc, argv);

	return status ? status : no_more("class", argc - 1, argv + 1);
}

/* There is but one thing that can be wrong: the class. */
void class_active_put(struct req *req, const char *name)
{
	req_note(req, name, "", name);
	req_u8(req, NF_REHOME_A_CLASS_ACTIVE, 1);
}

int class_activate(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "class preset",
				     NF_REHOME_CMD_CLASS_SET, NLM_F_ACK);
	int status = class_only("class preset", argc, argv);

	if (status)
		return status;
	class_name_put(req, *argv);
	class_active_put(req, *argv);
	return change(re);
}

int class_del(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "class del",
				     NF_REHOME_CMD_CLASS_DEL, NLM_F_ACK);
	int status = class_only("class del", argc, argv);

	if (status)
		return status;
	class_name_put(req, *argv);
	return change(re);
}
