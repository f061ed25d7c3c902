/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_REQ_H
#define REHOME_REQ_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include <libmnl/libmnl.h>

#include "complain.h"

/*
 * A request: a message that grows, and what its attributes were made of. The kernel
 * says which attribute it refuses, and who is told wants to know the word.
 */

/* Room that there is at least. */
#define REQ_SIZE	1024

/**
 * struct req_note - what the attributes from here on were made of.
 * @offset: where the first of them begins in the message
 * @what: what was being done, or NULL for what the request does
 * @name: the setting
 * @unit: the unit of its value
 * @place: where it was written
 */
struct req_note {
	size_t offset;
	const char *what;
	const char *name;
	const char *unit;
	struct place place;
};

/**
 * struct req - a request, or a part of one.
 * @hdr: the message
 * @room: bytes there are for it
 * @notes: notes about its attributes, in their order
 * @count: how many
 * @notes_room: how many there is room for
 * @what: what is being done by the attributes that come next, for the notes
 */
struct req {
	struct nlmsghdr *hdr;
	size_t room;
	struct req_note *notes;
	size_t count;
	size_t notes_room;
	const char *what;
};

/**
 * req_begin() - begin anew; a part has a header as well, which goes nowhere.
 * @req: the request, all zero before the first time
 */
void req_begin(struct req *req);

/**
 * req_free() - free what a request has.
 * @req: the request
 */
void req_free(struct req *req);

/**
 * req_note() - note what the attributes that come next are made of.
 * @req: the request
 * @name: the setting
 * @unit: the unit of its value
 * @at: the word, or NULL
 */
void req_note(struct req *req, const char *name, const char *unit,
	      const char *at);

/**
 * req_at() - what was noted about an attribute.
 * @req: the request
 * @offset: an offset into the attribute
 *
 * Return: the note, or NULL.
 */
const struct req_note *req_at(const struct req *req, size_t offset);

/**
 * req_put() - add an attribute.
 * @req: the request
 * @type: its number
 * @len: length of its value
 * @val: the value
 */
void req_put(struct req *req, __u16 type, size_t len, const void *val);

void req_u8(struct req *req, __u16 type, __u8 val);
void req_u16(struct req *req, __u16 type, __u16 val);
void req_u32(struct req *req, __u16 type, __u32 val);
void req_str(struct req *req, __u16 type, const char *val);

/**
 * req_nest() - begin an attribute of attributes.
 * @req: the request
 * @type: its number
 *
 * Return: its offset.
 */
size_t req_nest(struct req *req, __u16 type);

/**
 * req_nest_end() - end it.
 * @req: the request
 * @offset: its offset
 *
 * Return: whether it is short enough for an attribute.
 */
bool req_nest_end(struct req *req, size_t offset);

/**
 * req_part() - add an attribute that has those of a part, and take its notes over.
 * @req: the request
 * @type: its number
 * @part: the part
 *
 * Return: whether it is short enough for an attribute.
 */
bool req_part(struct req *req, __u16 type, const struct req *part);

#endif /* REHOME_REQ_H */
