// SPDX-License-Identifier: GPL-2.0
/* Requests that grow. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "req.h"

/* Room for so much more, behind what is there. */
static char *reserve(struct req *req, size_t len)
{
	size_t used = req->hdr->nlmsg_len, room = req->room;

	while (room - used < len)
		room *= 2;
	if (room != req->room) {
		req->hdr = memory(req->hdr, room);
		req->room = room;
	}
	return (char *)req->hdr + used;
}

void req_begin(struct req *req)
{
	if (!req->hdr) {
		req->hdr = memory(NULL, REQ_SIZE);
		req->room = REQ_SIZE;
	}
	mnl_nlmsg_put_header(req->hdr);
	req->count = 0;
	req->what = NULL;
}

void req_free(struct req *req)
{
	free(req->hdr);
	free(req->notes);
	memset(req, 0, sizeof(*req));
}

static struct req_note *note_room(struct req *req)
{
	req->notes = memory_room(req->notes, req->count, &req->notes_room,
				 sizeof(*req->notes));
	return &req->notes[req->count++];
}

void req_note(struct req *req, const char *name, const char *unit,
	      const char *at)
{
	*note_room(req) = (struct req_note) {
		.offset = req->hdr->nlmsg_len,
		.what = req->what,
		.name = name,
		.unit = unit,
		.place = complain_place(at),
	};
}

const struct req_note *req_at(const struct req *req, size_t offset)
{
	const struct req_note *found = NULL;
	size_t i;

	for (i = 0; i < req->count && req->notes[i].offset <= offset; i++)
		found = &req->notes[i];
	return offset < req->hdr->nlmsg_len ? found : NULL;
}

void req_put(struct req *req, __u16 type, size_t len, const void *val)
{
	reserve(req, MNL_ATTR_HDRLEN + MNL_ALIGN(len));
	mnl_attr_put(req->hdr, type, len, val);
}

void req_u8(struct req *req, __u16 type, __u8 val)
{
	req_put(req, type, sizeof(val), &val);
}

void req_u16(struct req *req, __u16 type, __u16 val)
{
	req_put(req, type, sizeof(val), &val);
}

void req_u32(struct req *req, __u16 type, __u32 val)
{
	req_put(req, type, sizeof(val), &val);
}

void req_str(struct req *req, __u16 type, const char *val)
{
	req_put(req, type, strlen(val) + 1, val);
}

size_t req_nest(struct req *req, __u16 type)
{
	size_t offset = req->hdr->nlmsg_len;

	req_put(req, type | NLA_F_NESTED, 0, NULL);
	return offset;
}

bool req_nest_end(struct req *req, size_t offset)
{
	struct nlattr *nest = (void *)((char *)req->hdr + offset);
	size_t len = req->hdr->nlmsg_len - offset;

	nest->nla_len = len;
	return len <= UINT16_MAX;
}

bool req_part(struct req *req, __u16 type, const struct req *part)
{
	size_t len = part->hdr->nlmsg_len - MNL_NLMSG_HDRLEN;
	size_t nest = req_nest(req, type), begin, i;
	struct req_note *note;

	begin = req->hdr->nlmsg_len;
	memcpy(reserve(req, len), (char *)part->hdr + MNL_NLMSG_HDRLEN, len);
	req->hdr->nlmsg_len += len;
	for (i = 0; i < part->count; i++) {
		note = note_room(req);
		*note = part->notes[i];
		note->offset += begin - MNL_NLMSG_HDRLEN;
		/* The first one is about all of it as well. */
		if (!i)
			note->offset = nest;
	}
	return req_nest_end(req, nest);
}
