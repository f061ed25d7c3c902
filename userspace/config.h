/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CONFIG_H
#define REHOME_CONFIG_H

#include <stdbool.h>

#include "req.h"
#include "told.h"

/**
 * struct part - a WAN or a class of a configuration.
 * @name: its name
 * @row: number of the last line about it, 0 for none
 * @added: there is a line that adds it
 * @set: there is a line that sets it
 * @preset: there is a line that activates it
 * @always: it is always there
 * @place: where its name was written
 * @req: what is known of it
 */
struct part {
	const char *name;
	unsigned int row;
	bool added;
	bool set;
	bool preset;
	bool always;
	struct place place;
	struct req req;
};

/**
 * struct parts - the WANs or the classes, in the order of their first lines.
 * @list: them
 * @count: how many
 * @room: how many there is room for
 * @tree: them by name
 */
struct parts {
	struct part **list;
	size_t count;
	size_t room;
	void *tree;
};

/**
 * struct config - a configuration, as the lines of a file make it.
 * @param: settings of the namespace
 * @params: which of them were given
 * @wans: named WANs
 * @classes: classes
 */
struct config {
	struct req param;
	__u32 params;
	struct parts wans;
	struct parts classes;
};

/**
 * config_line() - take a line.
 * @config: the configuration, all zero before the first one
 * @argc: number of words
 * @argv: the words; they stay until the configuration is freed
 *
 * What is wrong is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int config_line(struct config *config, int argc, char **argv);

/**
 * config_empty() - is there nothing in it?
 * @config: the configuration
 *
 * Return: whether there is nothing.
 */
bool config_empty(const struct config *config);

/**
 * config_check() - compare with the classes that are always there.
 * @config: the configuration
 * @classes: the answer to class-get
 *
 * For the kernel a class is a class: only here is known whether a line adds it or sets
 * it. One whose name is misspelt would be added, and have all flows.
 *
 * Return: 0, or the status to exit with.
 */
int config_check(struct config *config, const struct told *classes);

/**
 * config_put() - put it into a request.
 * @config: the configuration
 * @req: the request
 *
 * Return: 0, or the status to exit with.
 */
int config_put(const struct config *config, struct req *req);

/**
 * config_free() - free what it has.
 * @config: the configuration
 */
void config_free(struct config *config);

#endif /* REHOME_CONFIG_H */
