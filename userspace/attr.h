/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_ATTR_H
#define REHOME_ATTR_H

#include <stdbool.h>
#include <linux/types.h>

#include <libmnl/libmnl.h>

#include "out.h"

/*
 * Reading attributes. A module newer or older than the tool may send others,
 * or send them otherwise: what is absent or odd is left out of the answer.
 */

/**
 * attr_table() - sort the attributes of a message by number.
 * @nlh: the message
 * @tb: where to put them
 * @max: highest number
 */
void attr_table(const struct nlmsghdr *nlh, const struct nlattr **tb,
		__u16 max);

/**
 * attr_nest() - sort the attributes inside an attribute by number.
 * @nest: the attribute
 * @tb: where to put them
 * @max: highest number
 */
void attr_nest(const struct nlattr *nest, const struct nlattr **tb,
	       __u16 max);

/**
 * attr_num() - read an unsigned number of any width.
 * @attr: the attribute, or NULL
 * @val: where to put it
 *
 * Return: whether it is there.
 */
bool attr_num(const struct nlattr *attr, __u64 *val);

/**
 * attr_str() - read a string.
 * @attr: the attribute, or NULL
 *
 * Return: the string, or NULL.
 */
const char *attr_str(const struct nlattr *attr);

/* Room for an address, and for one with a port. */
#define ADDR_LEN	48
#define ENDPOINT_LEN	(ADDR_LEN + 8)

/**
 * attr_addr() - read an address as text.
 * @attr: the attribute, or NULL
 * @text: where to put it
 *
 * Return: 4 or 6, or 0 when it is not there.
 */
int attr_addr(const struct nlattr *attr, char text[ADDR_LEN]);

/* Room for a prefix. */
#define PREFIX_LEN	(ADDR_LEN + 4)

/**
 * attr_prefix() - read a prefix as text.
 * @attr: the attribute, or NULL
 * @text: where to put it, without its length if that is of one address
 *
 * Return: whether it is there.
 */
bool attr_prefix(const struct nlattr *attr, char text[PREFIX_LEN]);

/**
 * attr_endpoint() - read an address and a port as text.
 * @addr: the address, or NULL
 * @port: the port, or NULL
 * @text: where to put "address:port", an IPv6 address in brackets
 *
 * Return: whether the address is there.
 */
bool attr_endpoint(const struct nlattr *addr, const struct nlattr *port,
		   char text[ENDPOINT_LEN]);

/**
 * put_str() - add a string to the answer, if it is there.
 * @out: the answer
 * @how: where it goes
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 */
void put_str(struct out *out, enum out_how how, const char *name,
	     const struct nlattr *attr);

/**
 * put_quoted() - add a string, which text quotes so that it is read as one word again.
 * @out: the answer
 * @name: its name, in JSON only
 * @attr: the attribute, or NULL
 */
void put_quoted(struct out *out, const char *name, const struct nlattr *attr);

/**
 * put_num() - add a number to the answer, if it is there.
 * @out: the answer
 * @how: where it goes
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 * @unit: what text puts behind it
 */
void put_num(struct out *out, enum out_how how, const char *name,
	     const struct nlattr *attr, const char *unit);

/**
 * put_hex() - add a number to the answer, in text as 0x, if it is there.
 * @out: the answer
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 */
void put_hex(struct out *out, const char *name, const struct nlattr *attr);

/**
 * put_mark() - add a mark and its mask to the answer, text only if the mask has bits.
 * @out: the answer
 * @mark: the mark, or NULL
 * @mask: the mask, or NULL
 */
void put_mark(struct out *out, const struct nlattr *mark,
	      const struct nlattr *mask);

/**
 * put_enum() - add a value of an enumeration to the answer, if it is there.
 * @out: the answer
 * @how: where it goes
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 * @words: names of the values
 */
void put_enum(struct out *out, enum out_how how, const char *name,
	      const struct nlattr *attr, const struct words *words);

/**
 * put_bool() - add a boolean to the answer, if it is there.
 * @out: the answer
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 * @yes: text when it is set, or NULL for JSON only
 * @no: text when it is not
 */
void put_bool(struct out *out, const char *name, const struct nlattr *attr,
	      const char *yes, const char *no);

/**
 * put_proto() - add an IP protocol to the answer, if it is there.
 * @out: the answer
 * @attr: the attribute, or NULL
 */
void put_proto(struct out *out, const struct nlattr *attr);

/**
 * put_signature() - add a signature to the answer, if it is there and is one.
 * @out: the answer
 * @attr: the attribute, or NULL
 */
void put_signature(struct out *out, const struct nlattr *attr);

/**
 * put_addr() - add an address to the answer, if it is there.
 * @out: the answer
 * @how: where it goes
 * @name: name of the attribute
 * @attr: the attribute, or NULL
 */
void put_addr(struct out *out, enum out_how how, const char *name,
	      const struct nlattr *attr);

#endif /* REHOME_ATTR_H */
