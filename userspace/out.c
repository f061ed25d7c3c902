// SPDX-License-Identifier: GPL-2.0
/* Output: one set of calls makes the text and the JSON. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "complain.h"
#include "out.h"
#include "rehome.h"
#include "text.h"

#define NAME_LEN 64

void out_word(struct out *out, const char *word)
{
	if (out->json)
		return;
	if (out->words++)
		putchar(' ');
	text_print(stdout, word, "");
}

static void end_of_line(struct out *out)
{
	putchar('\n');
	out->words = 0;
}

void out_line(struct out *out)
{
	if (!out->json)
		end_of_line(out);
}

static json_t *json_text(const char *val)
{
	json_t *node = json_string(val);
	char ascii[256];
	size_t i;

	if (node)
		return node;
	/* Not UTF-8, which a device may well be named. */
	for (i = 0; val[i] && i < sizeof(ascii) - 1; i++)
		ascii[i] = val[i] & 0x80 ? '?' : val[i];
	ascii[i] = '\0';
	return json_string(ascii);
}

/* Takes the reference of @node; a container stays owned by its parent. */
static void json_put(struct out *out, const char *name, json_t *node)
{
	const struct out_level *level = &out->level[out->depth];
	char key[NAME_LEN];
	size_t i;

	if (json_is_array(level->node)) {
		if (json_array_append_new(level->node, node))
			out->failed = true;
		return;
	}
	for (i = 0; name[i] && i < sizeof(key) - 1; i++)
		key[i] = name[i] == '-' && !level->map ? '_' : name[i];
	key[i] = '\0';
	if (json_object_set_new(level->node, key, node))
		out->failed = true;
}

/* The text of a value, and its name where wanted. */
static void text_put(struct out *out, enum out_how how, const char *name,
		     const char *val)
{
	int pad;

	if (how == OUT_JSON)
		return;
	if (how == OUT_NAMED) {
		out_word(out, name);
		for (pad = strlen(name); pad < out->width; pad++)
			putchar(' ');
	}
	out_word(out, val);
	if (out->shape == OUT_BLOCK && !out->nested)
		end_of_line(out);
}

void out_str(struct out *out, enum out_how how, const char *name,
	     const char *val)
{
	if (out->json)
		json_put(out, name, json_text(val));
	else
		text_put(out, how, name, val);
}

void out_quoted(struct out *out, const char *name, const char *val)
{
	if (out->json) {
		json_put(out, name, json_text(val));
		return;
	}
	if (out->words++)
		putchar(' ');
	text_quote(stdout, val);
}

void out_num(struct out *out, enum out_how how, const char *name, __u64 val,
	     const char *unit)
{
	char text[NAME_LEN];

	if (out->json) {
		json_put(out, name, json_integer(val));
		return;
	}
	snprintf(text, sizeof(text), "%llu%s", (unsigned long long)val, unit);
	text_put(out, how, name, text);
}

void out_bool(struct out *out, const char *name, bool val, const char *text)
{
	if (out->json)
		json_put(out, name, json_boolean(val));
	else if (text)
		text_put(out, OUT_NAMED, name, text);
}

void out_enum(struct out *out, enum out_how how, const char *name,
	      const struct words *words, __u64 val)
{
	char text[NAME_LEN];

	if (val < words->count) {
		out_str(out, how, name, words->name[val]);
		return;
	}
	snprintf(text, sizeof(text), "%llu", (unsigned long long)val);
	out_str(out, how, name, text);
}

static void level_open(struct out *out, enum out_how how, const char *name,
		       json_t *node, bool map)
{
	bool quiet = how == OUT_JSON;

	if (out->json)
		json_put(out, name, node);
	else if (!quiet)
		out_word(out, name);
	out->depth++;
	out->nested += !quiet;
	out->level[out->depth] = (struct out_level) {
		.node = node,
		.map = map,
		.quiet = quiet,
	};
}

void out_object(struct out *out, enum out_how how, const char *name)
{
	level_open(out, how, name, out->json ? json_object() : NULL, false);
}

void out_map(struct out *out, enum out_how how, const char *name)
{
	level_open(out, how, name, out->json ? json_object() : NULL, true);
}

void out_array(struct out *out, const char *name)
{
	level_open(out, OUT_JSON, name, out->json ? json_array() : NULL, false);
}

void out_up(struct out *out)
{
	bool shown = !out->level[out->depth].quiet;

	out->depth--;
	out->nested -= shown;
	if (!out->json && shown && out->shape == OUT_BLOCK && !out->nested)
		end_of_line(out);
}

/* Local time, to the microsecond. */
static void out_time(struct out *out)
{
	char date[32], text[NAME_LEN];
	struct timeval tv;
	struct tm tm;

	gettimeofday(&tv, NULL);
	localtime_r(&tv.tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, sizeof(text), out->json ? "%s.%06ld" : "[%s.%06ld]",
		 date, (long)tv.tv_usec);
	out_str(out, OUT_BARE, "timestamp", text);
}

void out_begin(struct out *out)
{
	out->depth = 0;
	out->nested = 0;
	out->level[0] = (struct out_level) {
		.node = out->json ? json_object() : NULL,
	};
	if (out->time && out->shape == OUT_EVENTS)
		out_time(out);
}

void out_table(struct out *out, int width)
{
	if (out->json)
		return;
	if (out->words)
		end_of_line(out);
	out->shape = OUT_BLOCK;
	out->width = width;
}

void out_end(struct out *out)
{
	bool pretty = out->pretty && out->shape != OUT_EVENTS;

	if (out->json) {
		if (out->shape == OUT_LINES)
			fputs(out->elements ? "," : "[", stdout);
		if (out->shape == OUT_LINES && pretty)
			putchar('\n');
		json_dumpf(out->level[0].node, stdout,
			   pretty ? JSON_INDENT(4) : JSON_COMPACT);
		json_decref(out->level[0].node);
		if (out->shape != OUT_LINES)
			putchar('\n');
	} else if (out->words) {
		end_of_line(out);
	}
	out->elements++;
	if (out->shape == OUT_EVENTS)
		fflush(stdout);
}

int out_close(struct out *out, int status)
{
	if (out->json && out->shape == OUT_LINES && out->elements)
		fputs(out->pretty ? "\n]\n" : "]\n", stdout);
	else if (out->json && out->shape == OUT_LINES && !status)
		puts("[]");
	errno = 0;
	if (fflush(stdout) || ferror(stdout)) {
		complain(NULL, "cannot write the answer: %s",
			 strerror(errno ? errno : EIO));
		return EXIT_REFUSED;
	}
	if (out->failed) {
		complain(NULL, "out of memory");
		return EXIT_REFUSED;
	}
	return status;
}
