// SPDX-License-Identifier: GPL-2.0
/* Error lines, and where what they are about was written. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "memory.h"
#include "text.h"

static const struct script *about;

const struct script *complain_about(const struct script *script)
{
	const struct script *before = about;

	about = script;
	return before;
}

struct place complain_place(const char *at)
{
	struct place place = { .file = NULL };
	const struct spot *spot, *end;

	if (!about)
		return place;
	place.file = about->file;
	place.row = about->row;
	if (!about->columns)
		return place;
	spot = about->spots;
	end = spot + about->count;
	place.column = about->count ? spot->column : 1;
	for (; at && spot < end; spot++) {
		if (at < spot->word || at > spot->word + spot->len)
			continue;
		place.row = spot->row;
		place.column = spot->column;
		if (spot->plain)
			place.column += at - spot->word;
	}
	return place;
}

/* What is quoted may come from anywhere, and hold any byte. */
static void print(const struct place *place, const char *name,
		  const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		memory_out();
	if (place->file) {
		text_print(stderr, place->file, "");
		fprintf(stderr, ":%u:", place->row);
		if (place->column)
			fprintf(stderr, "%u:", place->column);
		fputc(' ', stderr);
	} else {
		fputs(name, stderr);
	}
	text_print(stderr, text, "");
	fputc('\n', stderr);
	free(text);
}

void complain(const char *at, const char *format, ...)
{
	struct place place = complain_place(at);
	va_list args;

	va_start(args, format);
	print(&place, "rehome: ", format, args);
	va_end(args);
}

void complain_plain(const char *at, const char *format, ...)
{
	struct place place = complain_place(at);
	va_list args;

	va_start(args, format);
	print(&place, "", format, args);
	va_end(args);
}

void complain_at(const struct place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(place, "rehome: ", format, args);
	va_end(args);
}
