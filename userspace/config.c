// SPDX-License-Identifier: GPL-2.0
/* A whole configuration: from lines to one request. */

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "class.h"
#include "complain.h"
#include "config.h"
#include "memory.h"
#include "param.h"
#include "rehome.h"
#include "wan.h"

static int compare(const void *a, const void *b)
{
	const struct part *one = a, *other = b;

	return strcmp(one->name, other->name);
}

static struct part *part_find(const struct parts *parts, const char *name)
{
	const struct part key = { .name = name };
	struct part **found = tfind(&key, &parts->tree, compare);

	return found ? *found : NULL;
}

static struct part *part_add(struct parts *parts, char *name, const char *what)
{
	struct part *part = memory(NULL, sizeof(*part));

	*part = (struct part) { .name = name };
	req_begin(&part->req);
	part->req.what = what;
	parts->list = memory_room(parts->list, parts->count, &parts->room,
				  sizeof(*parts->list));
	parts->list[parts->count++] = part;
	if (!tsearch(part, &parts->tree, compare))
		memory_out();
	return part;
}

/* The part that a line is about, unless it has such a line already. */
static struct part *part_line(struct parts *parts, const char *what, char *name,
			      size_t had)
{
	struct part *part = part_find(parts, name);
	bool *line;

	if (!part)
		part = part_add(parts, name, what);
	line = (bool *)((char *)part + had);
	if (part->added || *line || (part->row && line == &part->added)) {
		complain(name, "%s: \"%s\" is in line %u already", what, name,
			 part->row);
		return NULL;
	}
	*line = true;
	part->place = complain_place(name);
	part->row = part->place.row;
	part->req.what = what;
	return part;
}

static int take_param(struct config *config, int argc, char **argv)
{
	if (!config->params)
		req_begin(&config->param);
	config->param.what = "param set";
	return param_words(&config->param, &config->params, argc, argv);
}

static int take_wan(struct config *config, int argc, char **argv)
{
	int status = wan_name("wan add", argc, argv);
	struct part *part;

	if (status)
		return status;
	part = part_line(&config->wans, "wan add", *argv,
			 offsetof(struct part, added));
	return part ? wan_words(&part->req, "wan add", false, argc, argv) :
		      EXIT_USAGE;
}

static struct part *class_line(struct config *config, const char *what,
			       char **argv, size_t had)
{
	struct part *part = part_line(&config->classes, what, *argv, had);

	if (part && !part->req.count)
		class_name_put(&part->req, *argv);
	return part;
}

static int take_class_add(struct config *config, int argc, char **argv)
{
	int status = class_name("class add", argc, argv);
	struct part *part;

	if (status)
		return status;
	part = class_line(config, "class add", argv,
			  offsetof(struct part, added));
	return part ? class_words(&part->req, "class add", false, argc - 1,
				  argv + 1) : EXIT_USAGE;
}

static int take_class_set(struct config *config, int argc, char **argv)
{
	int status = class_name("class set", argc, argv);
	struct part *part;

	if (status)
		return status;
	part = class_line(config, "class set", argv,
			  offsetof(struct part, set));
	return part ? class_words(&part->req, "class set", true, argc - 1,
				  argv + 1) : EXIT_USAGE;
}

static int take_class_preset(struct config *config, int argc, char **argv)
{
	int status = class_only("class preset", argc, argv);
	struct part *part;

	if (status)
		return status;
	part = class_line(config, "class preset", argv,
			  offsetof(struct part, preset));
	if (!part)
		return EXIT_USAGE;
	class_active_put(&part->req, *argv);
	return 0;
}

static const struct {
	const char *object;
	const char *verb;
	int (*take)(struct config *config, int argc, char **argv);
} kinds[] = {
	{ "param", "set", take_param },
	{ "wan", "add", take_wan },
	{ "class", "add", take_class_add },
	{ "class", "set", take_class_set },
	{ "class", "preset", take_class_preset },
};

#define N_KINDS	(sizeof(kinds) / sizeof(*kinds))

static bool begins(const char *name, const char *word)
{
	return *word && !strncmp(name, word, strlen(word));
}

int config_line(struct config *config, int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < N_KINDS; i++)
		if (begins(kinds[i].object, argv[0]) &&
		    begins(kinds[i].verb, argv[1]))
			return kinds[i].take(config, argc - 2, argv + 2);
	complain(*argv,
		 "\"%s%s%s\" is no configuration; that is param set, wan add, class add, class set and class preset",
		 argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	return EXIT_USAGE;
}

bool config_empty(const struct config *config)
{
	return !config->params && !config->wans.count && !config->classes.count;
}

int config_check(struct config *config, const struct told *classes)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];
	struct part *part = NULL;
	bool known = false;
	const char *name;
	__u64 own;
	size_t i;

	for (; classes; classes = classes->next) {
		attr_table(&classes->msg, tb, NF_REHOME_A_CLASS_MAX);
		name = attr_str(tb[NF_REHOME_A_CLASS_NAME]);
		if (!name || !attr_num(tb[NF_REHOME_A_CLASS_OWN], &own) || own)
			continue;
		known = true;
		part = part_find(&config->classes, name);
		if (part)
			part->always = true;
	}
	for (i = 0; known && i < config->classes.count; i++) {
		part = config->classes.list[i];
		if (part->added != part->always)
			continue;
		complain_at(&part->place, "%s: \"%s\" is %s", part->req.what,
			    part->name, part->always ?
			    "always there, and can only be set" :
			    "not always there, and has to be added");
		return EXIT_USAGE;
	}
	return 0;
}

static int parts_put(const struct parts *parts, __u16 type, struct req *req)
{
	const struct part *part;
	size_t i;

	for (i = 0; i < parts->count; i++) {
		part = parts->list[i];
		if (req_part(req, type, &part->req))
			continue;
		complain_at(&part->place, "%s: \"%s\" is too long for a message",
			    part->req.what, part->name);
		return EXIT_USAGE;
	}
	return 0;
}

int config_put(const struct config *config, struct req *req)
{
	int status;

	if (config->params)
		req_part(req, NF_REHOME_A_CONFIG_PARAM, &config->param);
	status = parts_put(&config->wans, NF_REHOME_A_CONFIG_WAN, req);
	if (status)
		return status;
	return parts_put(&config->classes, NF_REHOME_A_CONFIG_CLASS, req);
}

static void parts_free(struct parts *parts)
{
	size_t i;

	for (i = 0; i < parts->count; i++) {
		tdelete(parts->list[i], &parts->tree, compare);
		req_free(&parts->list[i]->req);
		free(parts->list[i]);
	}
	free(parts->list);
}

void config_free(struct config *config)
{
	req_free(&config->param);
	parts_free(&config->wans);
	parts_free(&config->classes);
}
