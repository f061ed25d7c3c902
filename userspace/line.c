// SPDX-License-Identifier: GPL-2.0
/* Commands in files: reading them, and taking them apart into words. */

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "memory.h"
#include "rehome.h"

/**
 * struct split - a command that is being taken apart.
 * @lines: the file
 * @line: the command; until it is complete, its spots have offsets for words
 * @text_room: bytes there are for its text
 * @spots_room: words there are spots for
 * @used: bytes of its text
 * @at: where the next byte is read
 * @in_word: a word has begun
 * @quote: what ends the quotes, or 0 outside of them
 * @opened: where these began
 */
struct split {
	struct lines *lines;
	struct line *line;
	size_t text_room;
	size_t spots_room;
	size_t used;
	const char *at;
	bool in_word;
	char quote;
	struct place opened;
};

int lines_open(struct lines *lines, const char *name)
{
	*lines = (struct lines) { .file = stdin, .name = name };
	if (strcmp(name, "-"))
		lines->file = fopen(name, "re");
	if (lines->file)
		return 0;
	complain(NULL, "cannot open \"%s\": %s", name, strerror(errno));
	return EXIT_USAGE;
}

void lines_close(struct lines *lines)
{
	if (lines->file && lines->file != stdin)
		fclose(lines->file);
	free(lines->text);
}

void line_free(struct line *line)
{
	if (!line)
		return;
	free(line->spots);
	free(line->argv);
	free(line->text);
	free(line);
}

static struct place place_at(const struct split *s, const char *at)
{
	return (struct place) {
		.file = s->lines->name,
		.row = s->lines->row,
		.column = at - s->lines->text + 1,
	};
}

static int bad(const struct place *place, const char *wrong)
{
	complain_at(place, "%s", wrong);
	return EXIT_USAGE;
}

static void put_byte(struct split *s, char byte)
{
	s->line->text = memory_room(s->line->text, s->used, &s->text_room, 1);
	s->line->text[s->used++] = byte;
}

/* Is this where a word begins that has not yet? */
static void word_begin(struct split *s, bool plain)
{
	struct line *line = s->line;
	struct place place = place_at(s, s->at);
	struct spot *spot;

	if (s->in_word) {
		line->spots[line->argc - 1].plain &= plain;
		return;
	}
	s->in_word = true;
	line->spots = memory_room(line->spots, line->argc, &s->spots_room,
				  sizeof(*line->spots));
	if (!line->argc)
		line->script.row = place.row;
	spot = &line->spots[line->argc++];
	spot->len = s->used;
	spot->row = place.row;
	spot->column = place.column;
	spot->plain = plain;
}

static void word_end(struct split *s)
{
	if (s->in_word)
		put_byte(s, '\0');
	s->in_word = false;
}

static int hex(char digit)
{
	return isdigit((unsigned char)digit) ? digit - '0' :
	       tolower((unsigned char)digit) - 'a' + 10;
}

static int split_escape(struct split *s)
{
	struct place place = place_at(s, s->at);
	char c = s->at[1];
	int byte;

	if (c == '\\' || c == '"') {
		put_byte(s, c);
		s->at += 2;
		return 0;
	}
	if (c != 'x' || !isxdigit((unsigned char)s->at[2]) ||
	    !isxdigit((unsigned char)s->at[3]))
		return bad(&place,
			   "a backslash between double quotes is the beginning of \\\\, \\\" or \\xHH");
	byte = 16 * hex(s->at[2]) + hex(s->at[3]);
	if (!byte)
		return bad(&place, "no word has a byte of 0");
	put_byte(s, byte);
	s->at += 4;
	return 0;
}

static int split_quoted(struct split *s)
{
	if (s->quote == '"' && *s->at == '\\')
		return split_escape(s);
	if (*s->at == s->quote)
		s->quote = '\0';
	else
		put_byte(s, *s->at);
	s->at++;
	return 0;
}

static int split_plain(struct split *s)
{
	char c = *s->at;

	if (strchr(" \t\r\n", c)) {
		word_end(s);
	} else if (c == '"' || c == '\'') {
		word_begin(s, false);
		s->quote = c;
		s->opened = place_at(s, s->at);
	} else {
		word_begin(s, true);
		put_byte(s, c);
	}
	s->at++;
	return 0;
}

static bool goes_on(const char *at)
{
	return !strcmp(at, "\\") || !strcmp(at, "\\\n") ||
	       !strcmp(at, "\\\r\n");
}

/* Read a line of the file, and take it apart. */
static int split_line(struct split *s, bool *more)
{
	struct lines *lines = s->lines;
	struct place end;
	ssize_t len;
	int status;

	errno = 0;
	len = getline(&lines->text, &lines->room, lines->file);
	if (len < 0 && ferror(lines->file)) {
		lines->broken = true;
		complain(NULL, "cannot read \"%s\": %s", lines->name,
			 strerror(errno));
		return EXIT_USAGE;
	}
	if (len < 0)
		return -1;
	lines->row++;
	end = place_at(s, lines->text + strlen(lines->text));
	if ((size_t)len != strlen(lines->text))
		return bad(&end, "no line has a byte of 0");
	*more = false;
	for (s->at = lines->text; *s->at && !*more;) {
		*more = goes_on(s->at);
		if (*more || (*s->at == '#' && !s->in_word && !s->quote))
			return 0;
		if (*s->at == '\n' && s->quote)
			return bad(&s->opened, "these quotes have no end");
		status = s->quote ? split_quoted(s) : split_plain(s);
		if (status)
			return status;
	}
	return s->quote ? bad(&s->opened, "these quotes have no end") : 0;
}

/* All of it is there, and moves no more. */
static void settle(struct split *s)
{
	struct line *line = s->line;
	int i;

	line->argv = memory(NULL, (line->argc + 1) * sizeof(*line->argv));
	for (i = 0; i < line->argc; i++) {
		line->argv[i] = line->text + line->spots[i].len;
		line->spots[i].word = line->argv[i];
		line->spots[i].len = strlen(line->argv[i]);
	}
	line->argv[i] = NULL;
	line->script.file = s->lines->name;
	line->script.spots = line->spots;
	line->script.count = line->argc;
}

int lines_next(struct lines *lines, struct line **line)
{
	struct split s = { .lines = lines };
	struct place place;
	bool more = false;
	int status;

	*line = NULL;
	s.line = memory(NULL, sizeof(*s.line));
	memset(s.line, 0, sizeof(*s.line));
	do {
		status = split_line(&s, &more);
		if (!more && !status)
			word_end(&s);
	} while (!status && (more || !s.line->argc));
	if (status < 0 && more) {
		place = place_at(&s, s.at);
		status = bad(&place, "a line is missing behind the backslash");
	}
	if (!status) {
		settle(&s);
		*line = s.line;
		return 0;
	}
	line_free(s.line);
	return status < 0 ? 0 : status;
}
