/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_WAN_H
#define REHOME_WAN_H

#include <libmnl/libmnl.h>

#include "out.h"
#include "req.h"

struct rehome;

/* Longest name of a device, and longest reason, both without the NUL. */
#define WAN_NAME_MAX	15
#define WAN_REASON_MAX	63
#define WAN_TELLER_MAX	31

/**
 * wan_put() - add one WAN to the answer.
 * @out: the answer
 * @nlh: a message of wan-get or wan-ntf
 */
void wan_put(struct out *out, const struct nlmsghdr *nlh);

/**
 * wan_name() - insist on the name of a device.
 * @what: what is being done, for error lines
 * @argc: number of words left
 * @argv: the words, the name first
 *
 * Return: 0, or the status to exit with.
 */
int wan_name(const char *what, int argc, char **argv);

/**
 * wan_words() - read the name of a WAN and its settings.
 * @req: where to put them
 * @what: what is being done, for error lines
 * @can_clear: a setting may be none
 * @argc: number of words left
 * @argv: the words, the name first
 *
 * Return: 0, or the status to exit with.
 */
int wan_words(struct req *req, const char *what, bool can_clear, int argc,
	      char **argv);

/**
 * wan_snat_put() - add the addresses that belong to a WAN, if there are any.
 * @out: the answer
 * @tb: its attributes
 */
void wan_snat_put(struct out *out, const struct nlattr **tb);

/* The verbs that change something. */
int wan_add(struct rehome *re, int argc, char **argv);
int wan_set(struct rehome *re, int argc, char **argv);
int wan_del(struct rehome *re, int argc, char **argv);
int wan_up(struct rehome *re, int argc, char **argv);
int wan_down(struct rehome *re, int argc, char **argv);

#endif /* REHOME_WAN_H */
